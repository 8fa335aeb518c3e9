import { Buffer } from 'node:buffer'
import { AppError } from '@shared/ipc/errors'
import type { KeyStatus } from '@shared/model/engine'
import { z } from 'zod'
import { log, rememberSecret } from '../lib/log'
import type { SettingsFile } from '../settings/SettingsStore'
import type { Vault } from './Vault'

const storedSecret = z.object({
  /** Base64 of what the keyring gave. */
  ciphertext: z.string(),
  /**
   * The keyring that encrypted it: another one cannot open it, and on some desktops it changes with the
   * session.
   */
  backend: z.string(),
})
type StoredSecret = z.output<typeof storedSecret>

/** What the keyring locks up. */
const openedSecret = z.object({ key: z.string(), address: z.string() })
type OpenedSecret = z.output<typeof openedSecret>

const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : address)

/** What Chromium calls the fixed password of a machine without a keyring. */
const weakBackend = 'basic_text'

/** The end of a key, by which a user knows it again; nothing of a key so short that this were much of it. */
export const lastFourOf = (key: string | undefined): Pick<KeyStatus, 'lastFour'> =>
  key !== undefined && key.length >= 12 ? { lastFour: key.slice(-4) } : {}

/**
 * Keys, by engine. At rest only under the keyring; without one only in memory, unless the user chose
 * otherwise. A key that cannot be opened is asked for again and never deleted.
 */
export class Secrets {
  private readonly opened = new Map<string, OpenedSecret>()

  constructor(
    private readonly vault: Vault,
    private readonly file: SettingsFile,
    private readonly isWeakAllowed: () => boolean,
  ) {}

  /** The keyring's name; null where a key would live for this run only. */
  async keyring(): Promise<string | null> {
    this.vault.allowWeak(this.isWeakAllowed())
    return (await this.vault.isAvailable()) ? this.vault.backend() : null
  }

  /**
   * `address`: where the key may be sent. It is encrypted together with the key, so that it cannot be edited.
   */
  async keep(id: string, key: string, address: string): Promise<KeyStatus> {
    rememberSecret(key)
    this.opened.set(id, { key, address })
    const backend = await this.keyring()
    if (backend === null) {
      log.warning('No keyring: the key is kept for this run only')
      return this.status(id)
    }
    const ciphertext = Buffer.from(await this.vault.encrypt(JSON.stringify({ key, address }))).toString(
      'base64',
    )
    this.write({ ...this.stored(), [id]: { ciphertext, backend } })
    return this.status(id)
  }

  /**
   * Null when there is none. `secrets/unreadable` when there is one that cannot be opened now,
   * `secrets/other-address` when it was given for another address than this.
   */
  async load(id: string, address: string): Promise<string | null> {
    const found = this.opened.get(id) ?? (await this.open(id))
    if (found && found.address !== address) {
      throw new AppError('secrets/other-address', 'The key was given for another address', {
        host: hostOf(address),
        before: hostOf(found.address),
      })
    }
    return found?.key ?? null
  }

  private async open(id: string): Promise<OpenedSecret | null> {
    const secret = this.secretOf(id)
    if (!secret) return null
    this.vault.allowWeak(secret.backend === weakBackend || this.isWeakAllowed())
    if (this.vault.backend() !== secret.backend) {
      throw new AppError('secrets/unreadable', 'Another keyring wrote this key', {
        backend: secret.backend,
        now: this.vault.backend(),
      })
    }
    try {
      const opened = openedSecret.parse(
        JSON.parse(await this.vault.decrypt(Buffer.from(secret.ciphertext, 'base64'))),
      )
      rememberSecret(opened.key)
      this.opened.set(id, opened)
      return opened
    } catch (cause) {
      throw new AppError(
        'secrets/unreadable',
        'The keyring did not open this key',
        { backend: secret.backend },
        { cause },
      )
    }
  }

  /** What a page may know. Opens nothing by itself, so that no keyring dialog appears unasked. */
  status(id: string): KeyStatus {
    const key = this.opened.get(id)?.key
    const secret = this.secretOf(id)
    const lastFour = lastFourOf(key)
    if (secret && (key !== undefined || this.vault.backend() === secret.backend)) {
      return { state: 'set', backend: secret.backend, ...lastFour }
    }
    if (key !== undefined) return { state: 'session', ...lastFour }
    return secret ? { state: 'locked', backend: secret.backend } : { state: 'none' }
  }

  forget(id: string): void {
    this.opened.delete(id)
    const { [id]: _, ...others } = this.stored()
    this.write(others)
  }

  private secretOf(id: string): StoredSecret | null {
    const stored = this.stored()
    return (Object.hasOwn(stored, id) ? storedSecret.safeParse(stored[id]).data : null) ?? null
  }

  /** As they are in the file: what is no secret is kept there, and not used. */
  private stored(): Readonly<Record<string, unknown>> {
    const { secrets } = this.file.read()
    return typeof secrets === 'object' && secrets !== null ? { ...secrets } : {}
  }

  private write(secrets: Readonly<Record<string, unknown>>): void {
    this.file.write({ secrets })
  }
}
