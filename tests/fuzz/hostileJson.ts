import fc from 'fast-check'

/*
 * JSON as a hostile or broken writer makes it of a good document: values of other types and sizes in any
 * place, fields that are gone, come again or lie deeper, and bytes that were cut, turned or put in.
 */

const nested = (depth: number): unknown => {
  let value: unknown = 'deep'
  for (let n = 0; n < depth; n += 1) value = n % 2 === 0 ? [value] : { a: value }
  return value
}

/** Written as a number that no double holds. */
const tooGreat = '@1e999@'

/** What would be too large to print with a finding stands as a word until it is used. */
const large: Readonly<Record<string, () => unknown>> = {
  '@nested@': () => nested(400),
  '@long@': () => 'x'.repeat(200_000),
  '@many@': () => Array.from({ length: 1_000 }, () => ({ id: 'x' })),
}
const made = (value: unknown): unknown =>
  typeof value === 'string' && Object.hasOwn(large, value) ? large[value]?.() : value

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\0',
    'a\0b',
    '\u001b[2J',
    '\ud800',
    '\udfff\ud800',
    '\u202e',
    '__proto__',
    'constructor',
  ),
  fc.constantFrom(
    'toString',
    '../../etc/passwd',
    'C:\\x',
    'null',
    '[]',
    '{',
    '1e300',
    '%00',
    'a/b',
    '.',
    '..',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(100, 101, 300, 501, 20_000).map((length) => 'x'.repeat(length)),
)

export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom<unknown>(null, true, false, 0, 1, -1, 1.5, [], {}, [[]], [null], { a: null }),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom<unknown>(
      1e300,
      -1e300,
      5e-324,
      1e18,
      8.64e15,
      8.64e15 + 2,
      -8.64e15,
      2 ** 53,
      2 ** 31,
      1_700_000_000,
      tooGreat,
    ),
  },
  { weight: 3, arbitrary: hostileText },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 2, arbitrary: fc.constantFrom(...Object.keys(large)) },
)

interface Edit {
  /** Which of all places, counted from the top. */
  readonly at: number
  readonly kind: 'replace' | 'remove' | 'repeat' | 'wrap' | 'add' | 'copy'
  readonly value: unknown
  readonly name: string
}

export const edits: fc.Arbitrary<readonly Edit[]> = fc.array(
  fc.record({
    at: fc.nat(100_000),
    kind: fc.constantFrom(
      'replace' as const,
      'replace',
      'replace',
      'remove',
      'repeat',
      'wrap',
      'add',
      'copy',
    ),
    value: hostileValue,
    name: hostileText,
  }),
  { minLength: 1, maxLength: 5 },
)

type Holder = Record<string | number, unknown>

interface Place {
  readonly holder: Holder
  readonly key: string
}

const placesIn = (value: unknown, found: Place[] = []): Place[] => {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return found
  for (const key of Object.keys(value)) {
    if (found.length > 5_000) return found
    const holder = value as Holder
    found.push({ holder, key })
    placesIn(holder[key], found)
  }
  return found
}

const put = (holder: Holder, key: string, value: unknown): void => {
  // A plain write to this name would change what the object is.
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true })
}

/** The document with these edits, one after the other. */
export const edited = (document: unknown, changes: readonly Edit[]): unknown => {
  const root = { document: structuredClone(document) }
  for (const { at, kind, name, ...change } of changes) {
    // A copy: later edits may lie within it.
    const value = structuredClone(made(change.value))
    const places = placesIn(root)
    const place = places[at % places.length]
    if (!place) break
    const { holder, key } = place
    const old = holder[key]
    if (kind === 'replace') put(holder, key, value)
    else if (kind === 'wrap') put(holder, key, at % 2 === 0 ? [old] : { [name]: old })
    else if (kind === 'add') put(holder, Array.isArray(holder) ? String(holder.length) : name, value)
    else if (kind === 'copy')
      put(holder, key, structuredClone(places[(at * 7 + 3) % places.length]?.holder ?? null))
    else if (kind === 'remove') {
      if (Array.isArray(holder)) holder.splice(Number(key), 1)
      else if (holder !== root) delete holder[key]
    } else if (Array.isArray(holder))
      holder.push(...Array.from({ length: 1 + (at % 3) }, () => structuredClone(old)))
    else put(holder, `${key}${at % 3}`, structuredClone(old))
  }
  return root.document
}

/** As text, with numbers that are too great for any. */
export const written = (document: unknown): string =>
  (JSON.stringify(document) ?? 'null').replaceAll(`"${tooGreat}"`, '1e999')

interface ByteEdit {
  readonly at: number
  readonly kind: 'cut' | 'turn' | 'insert' | 'drop'
  readonly byte: number
}

/** Mostly none: damage by bytes ends most readings at once. */
export const byteEdits: fc.Arbitrary<readonly ByteEdit[]> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<readonly ByteEdit[]>([]) },
  {
    weight: 1,
    arbitrary: fc.array(
      fc.record({
        at: fc.nat(1_000_000),
        kind: fc.constantFrom('cut' as const, 'turn', 'insert', 'drop'),
        byte: fc.integer({ min: 0, max: 255 }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  },
)

export const damaged = (bytes: Uint8Array, changes: readonly ByteEdit[]): Uint8Array => {
  let all = Buffer.from(bytes)
  for (const { at, kind, byte } of changes) {
    const place = all.length === 0 ? 0 : at % all.length
    if (kind === 'cut') all = all.subarray(0, place)
    else if (kind === 'turn' && all.length > 0) all[place] = byte
    else if (kind === 'insert')
      all = Buffer.concat([all.subarray(0, place), Buffer.from([byte]), all.subarray(place)])
    else if (kind === 'drop')
      all = Buffer.concat([all.subarray(0, place), all.subarray(place + 1 + (byte % 40))])
  }
  return all
}
