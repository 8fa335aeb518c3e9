import { AppError } from '@shared/ipc/errors'
import type { ServerAddress, ServerSecrets } from '@shared/model/toolServer'
import { serverSecretsSchema } from '@shared/model/toolServer'
import { steersPrograms } from '@shared/toolServers/steering'
import { rememberSecret } from '../lib/log'
import type { Secrets } from '../security/Secrets'
import { fingerprintOf } from './fingerprint'

const secretId = (serverId: string): string => `tool-server-${serverId}`
const signInId = (serverId: string): string => `tool-server-sign-in-${serverId}`

/** Of a server on the net its address, of one on this computer all of its command: nothing else gets them. */
const boundTo = (address: ServerAddress): string =>
  address.type === 'http' ? address.url : `stdio:${fingerprintOf(address)}`

/**
 * Some variables decide which code a program runs. The user agrees to the names and sees no values, so no
 * others are given, and none that steer.
 */
const isOnlyNamed = (address: ServerAddress, values: ServerSecrets): boolean =>
  Object.keys(values).every((name) =>
    address.type === 'http'
      ? address.headers.includes(name)
      : address.env.includes(name) && !steersPrograms(name),
  )

/** Values of variables and headers, and what a sign-in gave: kept as keys of engines are. */
export class ServerSecretsKeeper {
  constructor(private readonly secrets: Secrets) {}

  /** `secrets/other-address` for values that the address does not name. */
  async keep(serverId: string, address: ServerAddress, values: ServerSecrets): Promise<void> {
    if (!isOnlyNamed(address, values)) throw new AppError('secrets/other-address', 'Not named by the address')
    for (const value of Object.values(values)) rememberSecret(value)
    if (Object.keys(values).length === 0) this.secrets.forget(secretId(serverId))
    else await this.secrets.keep(secretId(serverId), JSON.stringify(values), boundTo(address))
  }

  /** `secrets/other-address` where they were given for another command or address. */
  async load(serverId: string, address: ServerAddress): Promise<ServerSecrets> {
    const text = await this.secrets.load(secretId(serverId), boundTo(address))
    const values = text === null ? {} : serverSecretsSchema.parse(JSON.parse(text))
    if (!isOnlyNamed(address, values)) throw new AppError('secrets/other-address', 'Not named by the address')
    for (const value of Object.values(values)) rememberSecret(value)
    return values
  }

  loadSignIn(serverId: string, address: ServerAddress): Promise<string | null> {
    return this.secrets.load(signInId(serverId), boundTo(address))
  }

  async keepSignIn(serverId: string, address: ServerAddress, kept: string | null): Promise<void> {
    if (kept === null) this.secrets.forget(signInId(serverId))
    else await this.secrets.keep(signInId(serverId), kept, boundTo(address))
  }

  forget(serverId: string): void {
    this.secrets.forget(secretId(serverId))
    this.secrets.forget(signInId(serverId))
  }
}
