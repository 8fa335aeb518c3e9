import { createHash } from 'node:crypto'
import type { ServerAddress } from '@shared/model/toolServer'

/**
 * Tells one address from every other: command, arguments, folder and names of variables, in their order. What
 * the user agreed to, and what secrets were given for, is bound to it.
 */
export const fingerprintOf = (address: ServerAddress): string => {
  const exact =
    address.type === 'stdio'
      ? [address.type, address.command, address.args, [...address.env].sort(), address.cwd]
      : [address.type, address.url, [...address.headers].sort()]
  return createHash('sha256').update(JSON.stringify(exact)).digest('hex')
}
