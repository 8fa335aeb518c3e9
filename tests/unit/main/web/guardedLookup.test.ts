import type { LookupAddress, LookupOptions } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { expect, it } from 'vitest'
import { guardedLookup } from '../../../../src/main/web/guardedLookup'

const resolving = (...addresses: string[]): LookupFunction =>
  ((_name: string, _options: LookupOptions, done: (error: null, found: LookupAddress[]) => void) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )) as LookupFunction

const ask = (lookup: LookupFunction, options: LookupOptions = { all: true }) =>
  new Promise<unknown>((resolve) =>
    guardedLookup(lookup)('site.example', options, (error, found) =>
      resolve(error ? (error as { code?: string }).code : found),
    ),
  )

it('public addresses are given as they are asked for', async () => {
  const found = [{ address: '1.1.1.1', family: 4 }]
  expect(await ask(resolving('1.1.1.1'))).toEqual(found)
  expect(await ask(resolving('1.1.1.1'), {})).toBe('1.1.1.1')
})

it('a name with any private address is refused whole', async () => {
  expect(await ask(resolving('1.1.1.1', '10.0.0.1'))).toBe('web/refused')
  expect(await ask(resolving('::ffff:127.0.0.1'))).toBe('web/refused')
  expect(await ask(resolving())).toBe('web/refused')
})
