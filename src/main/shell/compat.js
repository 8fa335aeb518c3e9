import { Buffer } from 'node:buffer'
import * as electron from 'electron'
/** Sync before 44, a promise since. */
export const copyText = async (text) => {
  await electron.clipboard.writeText(text)
}
/** `png`: the bytes of a PNG file. */
export const copyPicture = async (png) => {
  const ClipboardItem = electron.ClipboardItem
  if (ClipboardItem) {
    const item = new ClipboardItem({ 'image/png': new Blob([new Uint8Array(png)], { type: 'image/png' }) })
    await electron.clipboard.write([item])
    return
  }
  const { writeImage } = electron.clipboard
  writeImage?.call(electron.clipboard, electron.nativeImage.createFromBuffer(Buffer.from(png)))
}
export const createVault = () => {
  const storage = electron.safeStorage
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
