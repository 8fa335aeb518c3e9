import * as electron from 'electron'
import type { ClipboardKeeper } from '../insertion/commands/CommandWay'
import { copyText, readClipboardText } from './compat'

/** The clipboard of Electron before 44. */
interface OlderClipboard {
  availableFormats(): string[]
  readHTML(): string
  readRTF(): string
  readText(): string
  readImage(): electron.NativeImage
  clear(): void
  write(data: { text?: string; html?: string; rtf?: string; image?: electron.NativeImage }): void
}

interface Item {
  readonly types: readonly string[]
  getType(type: string): Promise<Blob>
}

/** The clipboard of Electron since 44. */
interface NewerClipboard {
  read(): Promise<readonly Item[]>
  write(items: readonly unknown[]): Promise<void>
}

/** Gives the clipboard what it held. */
type Kept = () => void | Promise<void>

const keepNewer = async (
  clipboard: NewerClipboard,
  NewItem: typeof electron.ClipboardItem,
): Promise<Kept> => {
  const items = await Promise.all(
    (await clipboard.read()).map(async (item) =>
      Object.fromEntries(
        await Promise.all(item.types.map(async (type) => [type, await item.getType(type)] as const)),
      ),
    ),
  )
  return () =>
    items.length === 0 ? copyText('') : clipboard.write(items.map((formats) => new NewItem(formats)))
}

const keepOlder = (clipboard: OlderClipboard): Kept => {
  const formats = clipboard.availableFormats()
  const image = formats.some((format) => format.startsWith('image/')) ? clipboard.readImage() : null
  const data = {
    text: clipboard.readText(),
    ...(formats.includes('text/html') ? { html: clipboard.readHTML() } : {}),
    ...(formats.includes('text/rtf') ? { rtf: clipboard.readRTF() } : {}),
    ...(image && !image.isEmpty() ? { image } : {}),
  }
  return () => (formats.length === 0 ? clipboard.clear() : clipboard.write(data))
}

/** The clipboard by Electron: what programs put there in formats of their own is not kept. */
export const keptClipboard: ClipboardKeeper<Kept> = {
  read: async () => {
    const { ClipboardItem } = electron as unknown as { ClipboardItem?: typeof electron.ClipboardItem }
    const clipboard: unknown = electron.clipboard
    return ClipboardItem
      ? keepNewer(clipboard as NewerClipboard, ClipboardItem)
      : keepOlder(clipboard as OlderClipboard)
  },
  write: async (kept) => {
    await kept()
  },
  text: readClipboardText,
  putText: copyText,
}
