import type { Secrets } from '../security/Secrets'

const passwordId = 'sync-password'
const keyId = 'sync-key'
/** The key belongs to the history, wherever that lies; a password is for the server that it was given for. */
const keyAddress = 'sync'

/** The password of the place, and the keys of the history, under the rules of all keys. */
export class SyncSecrets {
  constructor(private readonly secrets: Pick<Secrets, 'keep' | 'load' | 'forget'>) {}

  async keepPassword(password: string, address: string): Promise<void> {
    if (password === '') this.secrets.forget(passwordId)
    else await this.secrets.keep(passwordId, password, address)
  }

  async keepKey(secret: string): Promise<void> {
    await this.secrets.keep(keyId, secret, keyAddress)
  }

  /** Empty where there is none. `secrets/*` where it cannot be opened. */
  async password(address: string): Promise<string> {
    return (await this.secrets.load(passwordId, address)) ?? ''
  }

  /** Null where it was kept for a run that is over. `secrets/*` where it cannot be opened. */
  key(): Promise<string | null> {
    return this.secrets.load(keyId, keyAddress)
  }

  forget(): void {
    this.secrets.forget(passwordId)
    this.secrets.forget(keyId)
  }
}
