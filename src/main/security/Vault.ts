/** What keeps secrets: Electron's safe storage, or a fake. */
export interface Vault {
  isAvailable(): Promise<boolean>
  /** The keyring's name: `gnome_libsecret`, `kwallet6`, `basic_text` …; `system` on macOS and Windows. */
  backend(): string
  encrypt(secret: string): Promise<Uint8Array>
  decrypt(ciphertext: Uint8Array): Promise<string>
  /** Linux without a keyring: allow Chromium's fixed password, which hides but does not protect. */
  allowWeak(isAllowed: boolean): void
}
