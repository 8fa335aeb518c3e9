import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  JsonBroken,
  type JsonPath,
  JsonStreamParser,
  type Verdict,
} from '../../../../../src/library/transfer/import/JsonStreamParser'

interface Told {
  readonly taken: (readonly [JsonPath, unknown])[]
  readonly refused: (readonly [JsonPath, string])[]
  readonly left: JsonPath[]
}

/** Reads bytes in chunks that end at `cuts`. */
const read = (
  bytes: Buffer,
  {
    decide,
    cuts = [],
    most = 1_000_000,
  }: { decide: (path: JsonPath) => Verdict; cuts?: number[]; most?: number },
): Told => {
  const told: Told = { taken: [], refused: [], left: [] }
  const parser = new JsonStreamParser(
    {
      decide,
      take: (path, value) => void told.taken.push([path, value]),
      refuse: (path, reason) => void told.refused.push([path, reason]),
      leave: (path) => void told.left.push(path),
    },
    most,
  )
  let from = 0
  for (const cut of [...cuts.map((each) => each % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    parser.write(bytes.subarray(from, cut))
    from = cut
  }
  parser.end()
  return told
}

const firstLevel = (path: JsonPath): Verdict => (path.length === 0 ? 'enter' : 'take')
const json = (value: unknown) => Buffer.from(JSON.stringify(value))

describe('taking JSON to pieces', () => {
  test('gives every element as JSON.parse would, wherever the chunks end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue(), { maxLength: 8 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        fc.constantFrom(undefined, 1, '\t'),
        (list, cuts, space) => {
          const text = JSON.stringify(list, null, space)
          const { taken } = read(Buffer.from(text), { decide: firstLevel, cuts })
          expect(taken.map(([, value]) => value)).toEqual(JSON.parse(text))
        },
      ),
    )
  })

  test('gives every field of an object, keys with any characters', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 6 }),
        fc.array(fc.nat()),
        (object, cuts) => {
          const { taken } = read(json(object), { decide: firstLevel, cuts })
          expect(taken.map(([[key], value]) => [key, value])).toEqual(
            Object.entries(JSON.parse(JSON.stringify(object)) as object),
          )
        },
      ),
    )
  })

  test('enters as deep as it is told, skips what is not wanted, and says when a container is over', () => {
    const value = [{ title: 'T', mapping: { a: { x: 1 }, b: [2] }, junk: { mapping: 'no' } }, []]
    const { taken, left } = read(json(value), {
      decide: (path) =>
        path.length < 2 || (path.length === 2 && path[1] === 'mapping')
          ? 'enter'
          : path[1] === 'junk'
            ? 'skip'
            : 'take',
    })
    expect(taken).toEqual([
      [[0, 'title'], 'T'],
      [[0, 'mapping', 'a'], { x: 1 }],
      [[0, 'mapping', 'b'], [2]],
    ])
    expect(left).toEqual([[0, 'mapping'], [0], [1], []])
  })

  test('passes over a byte order mark', () => {
    const bytes = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), json([1])])
    expect(read(bytes, { decide: firstLevel }).taken).toEqual([[[0], 1]])
  })

  test('leaves out what is too large and goes on behind it', () => {
    const { taken, refused } = read(json([1, 'x'.repeat(5_000), { a: 'y'.repeat(5_000) }, 2]), {
      decide: firstLevel,
      cuts: [3, 100, 4_000, 7_000],
      most: 1_000,
    })
    expect(taken.map(([, value]) => value)).toEqual([1, 2])
    expect(refused).toEqual([
      [[1], 'too-large'],
      [[2], 'too-large'],
    ])
  })

  test('leaves out a damaged element whose brackets match and goes on behind it', () => {
    const { taken, refused } = read(Buffer.from('[{"a":1},{"a":1,,},{"a" 2},{"a":3}]'), {
      decide: firstLevel,
    })
    expect(taken.map(([, value]) => value)).toEqual([{ a: 1 }, { a: 3 }])
    expect(refused.map(([path]) => path)).toEqual([[1], [2]])
  })

  test.each([
    ['[1,2', 4],
    ['[1,2]]', 5],
    ['[1 2]', 3],
    ['{"a":1,"b"}', 10],
    ['{"a":1', 6],
    ['not json', 4],
    ['<html></html>', 0],
    ['', 0],
    ['["never ended', 13],
    ['[1}', 2],
  ])('says where %s breaks', (text, at) => {
    const reading = () => read(Buffer.from(text), { decide: firstLevel })
    expect(reading).toThrow(JsonBroken)
    expect(reading).toThrow(`at byte ${at}`)
  })

  test('what was told before it breaks was whole', () => {
    const seen: unknown[] = []
    const parser = new JsonStreamParser(
      {
        decide: firstLevel,
        take: (_path, value) => void seen.push(value),
        refuse: () => {},
        leave: () => {},
      },
      1_000,
    )
    expect(() => parser.write(Buffer.from('[{"a":1},{"b":2},garbage'))).toThrow(JsonBroken)
    expect(seen).toEqual([{ a: 1 }, { b: 2 }])
  })

  test('bears nesting of any depth without a stack of its own', () => {
    const depth = 400_000
    const bytes = Buffer.from(`[${'['.repeat(depth)}${']'.repeat(depth)},7]`)
    const { taken } = read(bytes, {
      decide: (path) => (path.length === 0 ? 'enter' : path[0] === 0 ? 'skip' : 'take'),
    })
    expect(taken).toEqual([[[1], 7]])
  })
})
