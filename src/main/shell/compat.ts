import { Buffer } from 'node:buffer'
import * as electron from 'electron'
import type { Vault } from '../security/Vault'

/*
 * Every call that differs between Electron 33 (tests on machines without the release host) and 45 (what is
 * shipped). The typings are 45's; what 33 still has instead is described here by hand.
 */

interface OlderClipboard {
  write?(data: { readonly html: string; readonly text: string }): void
  writeText(text: string): void | Promise<void>
  writeImage?(image: electron.NativeImage): void
}

/** Sync before 44, a promise since. */
export const copyText = async (text: string): Promise<void> => {
  await (electron.clipboard as unknown as OlderClipboard).writeText(text)
}

/** Both at once: a program takes what it can paste. */
export const copyRichText = async (html: string, text: string): Promise<void> => {
  const { ClipboardItem } = electron as unknown as { ClipboardItem?: typeof electron.ClipboardItem }
  if (!ClipboardItem) {
    ;(electron.clipboard as unknown as OlderClipboard).write?.({ html, text })
    return
  }
  const item = new ClipboardItem({
    'text/html': new Blob([html], { type: 'text/html' }),
    'text/plain': new Blob([text], { type: 'text/plain' }),
  })
  await (electron.clipboard as unknown as { write(items: unknown[]): Promise<void> }).write([item])
}

interface AnyClipboard {
  readText(type?: 'selection'): string | Promise<string>
  /** The method of Electron since 44, on Linux. */
  selection?: { readText(): Promise<string> }
  /** The method of Electron before 44. */
  readImage?(): electron.NativeImage
  /** The method of Electron since 44. */
  read?(): Promise<readonly { readonly types: readonly string[]; getType(type: string): Promise<Blob> }[]>
}
const anyClipboard = (): AnyClipboard => electron.clipboard as unknown as AnyClipboard

export const readClipboardText = async (): Promise<string> => anyClipboard().readText()

/** What is selected in another window, on X11; an empty text where nothing is. */
export const readSelectedText = async (): Promise<string> => {
  const clipboard = anyClipboard()
  return clipboard.selection ? clipboard.selection.readText() : clipboard.readText('selection')
}

/** The bytes of a PNG file, or null where no picture was copied. */
export const readClipboardPicture = async (): Promise<Uint8Array | null> => {
  const clipboard = anyClipboard()
  if (clipboard.readImage) {
    const image = clipboard.readImage()
    return image.isEmpty() ? null : image.toPNG()
  }
  for (const item of (await clipboard.read?.()) ?? []) {
    if (item.types.includes('image/png'))
      return new Uint8Array(await (await item.getType('image/png')).arrayBuffer())
  }
  return null
}

/** X11: the middle button pastes it. */
export const selectText = async (text: string): Promise<void> => {
  const clipboard = electron.clipboard as unknown as {
    writeText(text: string, type?: 'selection'): void | Promise<void>
    selection?: { writeText(text: string): Promise<void> }
  }
  await (clipboard.selection ? clipboard.selection.writeText(text) : clipboard.writeText(text, 'selection'))
}

/** `png`: the bytes of a PNG file. */
export const copyPicture = async (png: Uint8Array): Promise<void> => {
  const ClipboardItem = (electron as unknown as Record<string, unknown>).ClipboardItem as
    | (new (
        items: Record<string, Blob>,
      ) => electron.ClipboardItem)
    | undefined
  if (ClipboardItem) {
    const item = new ClipboardItem({ 'image/png': new Blob([new Uint8Array(png)], { type: 'image/png' }) })
    await (electron.clipboard as unknown as { write(items: unknown[]): Promise<void> }).write([item])
    return
  }
  const { writeImage } = electron.clipboard as unknown as OlderClipboard
  writeImage?.call(electron.clipboard, electron.nativeImage.createFromBuffer(Buffer.from(png)))
}

interface NewerSafeStorage {
  isAsyncEncryptionAvailable(): Promise<boolean>
  encryptStringAsync(text: string): Promise<Buffer>
  decryptStringAsync(encrypted: Buffer): Promise<{ result: string }>
}
interface OlderSafeStorage {
  isEncryptionAvailable(): boolean
  encryptString(text: string): Buffer
  decryptString(encrypted: Buffer): string
  getSelectedStorageBackend?(): string
  setUsePlainTextEncryption?(usePlainText: boolean): void
}

/** Async where Electron has it (42 and later): the sync one can block on D-Bus. */
export const createVault = (): Vault => {
  const storage = electron.safeStorage as unknown as Partial<NewerSafeStorage> & OlderSafeStorage
  const isLinux = process.platform === 'linux'
  return {
    isAvailable: async () =>
      storage.isAsyncEncryptionAvailable
        ? storage.isAsyncEncryptionAvailable()
        : storage.isEncryptionAvailable(),
    backend: () => (isLinux ? (storage.getSelectedStorageBackend?.() ?? 'unknown') : 'system'),
    encrypt: async (secret) =>
      storage.encryptStringAsync ? storage.encryptStringAsync(secret) : storage.encryptString(secret),
    decrypt: async (ciphertext) => {
      const bytes = Buffer.from(ciphertext)
      if (storage.decryptStringAsync) return (await storage.decryptStringAsync(bytes)).result
      return storage.decryptString(bytes)
    },
    allowWeak: (isAllowed) => {
      if (isLinux) storage.setUsePlainTextEncryption?.(isAllowed)
    },
  }
}
