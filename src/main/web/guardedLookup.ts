import { lookup as systemLookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { AppError } from '@shared/ipc/errors'
import { isPublicAddress } from './publicAddress'

/**
 * Looks a name up, and gives only allowed addresses, by default public ones: the connection is made to the
 * very ones that were checked, so that a name which changes its address in between (DNS rebinding) gains
 * nothing. A name of which any address is not allowed is refused whole: honest ones have none.
 */
export const guardedLookup =
  (lookup: LookupFunction = systemLookup, isAllowed = isPublicAddress): LookupFunction =>
  (hostname, options, callback) =>
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '')
      const addresses = typeof found === 'string' ? [{ address: found, family: 0 }] : found
      const [first] = addresses
      if (!first || addresses.some(({ address }) => !isAllowed(address)))
        return callback(refusedAddress(), '')
      if (options.all) callback(null, addresses)
      else callback(null, first.address, first.family)
    })

export const refusedAddress = (): AppError =>
  new AppError('web/refused', 'Addresses of this computer and its network are not read', {
    reason: 'private',
  })
