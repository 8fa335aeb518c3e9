import { createHash } from 'node:crypto'
import type { ServerAddress } from '@shared/model/toolServer'
import { steeringOf } from '@shared/toolServers/steering'

/** Nothing where there are none: what was agreed to before stays agreed to. */
const steeringIn = (address: ServerAddress): readonly unknown[] => {
  const sorted = Object.entries(steeringOf(address)).sort(([one], [other]) => (one < other ? -1 : 1))
  return sorted.length === 0 ? [] : [sorted]
}

/**
 * Tells one address from every other: command, arguments, folder, names of variables
 * and values of those that steer. What
 * the user agreed to, and what secrets were given for, is bound to it.
 */
export const fingerprintOf = (address: ServerAddress): string => {
  const exact =
    address.type === 'stdio'
      ? [
          address.type,
          address.command,
          address.args,
          [...address.env].sort(),
          address.cwd,
          ...steeringIn(address),
        ]
      : [address.type, address.url, [...address.headers].sort()]
  return createHash('sha256').update(JSON.stringify(exact)).digest('hex')
}
