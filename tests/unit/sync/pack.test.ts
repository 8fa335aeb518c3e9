import { randomBytes } from 'node:crypto'
import { brotliCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { makeClock } from '../../../src/shared/sync/clock'
import type { SyncRecord } from '../../../src/shared/sync/record'
import { SyncFault } from '../../../src/sync/faults'
import { openPack, type Pack, packName, sealPack, unpackRecords } from '../../../src/sync/pack'

const key = new Uint8Array(randomBytes(32))
const record = (id: string, text: string): SyncRecord => ({
  v: 1,
  kind: 'message',
  id,
  set: { row: [{ text }, makeClock(5, 0, 'a')] },
  written: { a: makeClock(5, 0, 'a') },
  deleted: {},
})
const packOf = (records: readonly SyncRecord[]): Pack => ({
  head: {
    v: 1,
    library: 'l',
    device: 'a',
    number: 7,
    previous: 'hash',
    upTo: makeClock(5, 0, 'a'),
    oldestReader: 1,
  },
  records,
})
const reasonOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
    return 'taken'
  } catch (error) {
    return error instanceof SyncFault ? error.reason : `thrown: ${String(error)}`
  }
}

it('is opened to what was sealed, empty or of many chunks', async () => {
  // Random text does not get smaller.
  const large = Array.from({ length: 40 }, (_, at) => record(`m${at}`, randomBytes(4_000).toString('base64')))
  for (const records of [[], [record('m', 'Ärger 👩‍👩‍👧 "\n"')], large]) {
    const pack = packOf(records)
    expect(await openPack(await sealPack(pack, key), [key])).toEqual(pack)
  }
  expect(packName(7)).toBe('00000007.pack')
})

it('shows no word of what it holds, and the same twice looks different', async () => {
  const pack = packOf([record('canary-id', 'canary words')])
  const [one, other] = [await sealPack(pack, key), await sealPack(pack, key)]
  expect(Buffer.from(one).includes('canary')).toBe(false)
  expect(Buffer.from(one).equals(Buffer.from(other))).toBe(false)
})

it('is refused where a single bit of it is another, where it is cut, and under another key', async () => {
  const sealed = await sealPack(packOf([record('m', 'x'.repeat(200))]), key)
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: sealed.byteLength * 8 - 1 }), async (bit) => {
      const altered = Buffer.from(sealed)
      altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      expect(await reasonOf(openPack(altered, [key]))).toBe('damaged')
    }),
    { numRuns: 300 },
  )
  for (let length = 0; length < sealed.byteLength; length += 13)
    expect(await reasonOf(openPack(sealed.subarray(0, length), [key]))).toBe('damaged')
  expect(await reasonOf(openPack(Buffer.concat([sealed, Buffer.from('x')]), [key]))).toBe('damaged')
  expect(await reasonOf(openPack(sealed, [new Uint8Array(randomBytes(32))]))).toBe('damaged')
  expect(await reasonOf(openPack(Buffer.from('<html>Log in to the hotel</html>'), [key]))).toBe('damaged')
})

it('is refused where its chunks change places', async () => {
  const sealed = Buffer.from(
    await sealPack(packOf([record('m', randomBytes(150_000).toString('base64'))]), key),
  )
  const frames: Buffer[] = []
  for (let at = 32; at < sealed.byteLength; ) {
    const end = at + 4 + sealed.readUInt32LE(at)
    frames.push(sealed.subarray(at, end))
    at = end
  }
  expect(frames.length).toBeGreaterThan(3)
  const [head, one, two, ...rest] = frames as [Buffer, Buffer, Buffer, ...Buffer[]]
  const start = sealed.subarray(0, 32)
  expect(await reasonOf(openPack(Buffer.concat([start, head, two, one, ...rest]), [key]))).toBe('damaged')
  expect(await reasonOf(openPack(Buffer.concat([start, head, one, ...rest]), [key]))).toBe('damaged')
})

it('of a newer Parley says so', async () => {
  const { head, records } = packOf([])
  const sealed = await sealPack({ head: { ...head, v: 9, oldestReader: 9 }, records }, key)
  expect(await reasonOf(openPack(sealed, [key]))).toBe('newer')
})

/** As a Parley that has the key and means harm would write it: past all checks of its own. */
const packedAs = (text: string) => Buffer.from(brotliCompressSync(text))
const unpacked = (text: string): string => {
  try {
    unpackRecords(packedAs(text))
    return 'taken'
  } catch (error) {
    return error instanceof SyncFault ? error.reason : `thrown: ${String(error)}`
  }
}
const line = (change: object) => `${JSON.stringify({ ...record('m', 'text'), ...change })}\n`

it('is refused where it names something like what all objects have', () => {
  const moment = makeClock(5, 0, 'a')
  expect(unpacked(line({}))).toBe('taken')
  for (const name of ['constructor', 'toString', 'valueOf', 'hasOwnProperty']) {
    expect(unpacked(line({ kind: name })), name).toBe('damaged')
    expect(unpacked(line({ set: JSON.parse(`{"${name}": [1, "${moment}"]}`) })), name).toBe('damaged')
  }
  const [taken] = unpackRecords(packedAs(line({ set: JSON.parse(`{"__proto__": [1, "${moment}"]}`) })))
  expect(Object.keys(taken?.set ?? { any: 1 })).toEqual([])
  expect(unpacked(line({ set: { 'choices.__defineGetter__': [1, moment] } }))).toBe('damaged')
  expect(unpacked(line({ set: { 'choices.constructor': [1, moment] } }))).toBe('damaged')
  expect(unpacked(line({ written: { constructor: moment } }))).toBe('damaged')
})

it('is refused where a value lies deeper than anything reads, or where it is of nothing but line ends', () => {
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
  const text = line({}).replace('{"text":"text"}', deep)
  expect(text).toContain(deep)
  expect(unpacked(text)).toBe('damaged')
  const deepObject = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`
  expect(unpacked(line({}).replace('{"text":"text"}', deepObject))).toBe('damaged')
  const before = process.memoryUsage().heapUsed
  expect(unpacked('\n'.repeat(30_000_000))).toBe('damaged')
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(100e6)
})
