import { Buffer } from 'node:buffer'
import { AppError } from '@shared/ipc/errors'
import type { KeyStatus } from '@shared/model/engine'
import { log, rememberSecret } from '../lib/log'
import type { SettingsFile } from '../settings/settingsStore'
import type { Vault } from '../shell/compat'

interface StoredSecret {
  /** Base64 of what the keyring gave. */
  readonly ciphertext: string
  /** Which keyring gave it: another one cannot open it, and on some desktops it changes with the session. */
  readonly backend: string
}

/** What Chromium calls the fixed password of a machine without a keyring. */
const weakBackend = 'basic_text'

/** The end of a key, by which a person knows it again; nothing of a key so short that this were much of it. */
export const lastFourOf = (key: string | undefined): Pick<KeyStatus, 'lastFour'> =>
  key !== undefined && key.length >= 12 ? { lastFour: key.slice(-4) } : {}

/**
 * Keys, by engine. At rest only under the keyring; without one only in memory, unless the person chose otherwise. A key that
 * cannot be opened is asked for again and never deleted.
 */
export class Secrets {
  private readonly opened = new Map<string, string>()

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

  async keep(id: string, key: string): Promise<KeyStatus> {
    rememberSecret(key)
    this.opened.set(id, key)
    const backend = await this.keyring()
    if (backend === null) {
      log.warning('No keyring: the key is kept for this run only')
      return this.status(id)
    }
    const ciphertext = Buffer.from(await this.vault.encrypt(key)).toString('base64')
    this.write({ ...this.stored(), [id]: { ciphertext, backend } })
    return this.status(id)
  }

  /** Null when there is none. `secrets/unreadable` when there is one that cannot be opened now. */
  async load(id: string): Promise<string | null> {
    const known = this.opened.get(id)
    if (known !== undefined) return known
    const secret = this.find(id)
    if (!secret) return null
    this.vault.allowWeak(secret.backend === weakBackend || this.isWeakAllowed())
    if (this.vault.backend() !== secret.backend) {
      throw new AppError('secrets/unreadable', 'Another keyring wrote this key', {
        backend: secret.backend,
        now: this.vault.backend(),
      })
    }
    try {
      const key = await this.vault.decrypt(Buffer.from(secret.ciphertext, 'base64'))
      rememberSecret(key)
      this.opened.set(id, key)
      return key
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
    const key = this.opened.get(id)
    const secret = this.find(id)
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

  /** Own entries only: an id such as `constructor` names no secret. */
  private find(id: string): StoredSecret | undefined {
    const stored = this.stored()
    return Object.hasOwn(stored, id) ? stored[id] : undefined
  }

  private stored(): Readonly<Record<string, StoredSecret>> {
    const { secrets } = this.file.read()
    return typeof secrets === 'object' && secrets !== null ? (secrets as Record<string, StoredSecret>) : {}
  }

  private write(secrets: Readonly<Record<string, StoredSecret>>): void {
    this.file.write({ secrets })
  }
}
