import fc from 'fast-check'

// Structured hostility: valid traffic, changed in a few places as no server should and some will.

/** How to make a value; what is large or nested could not be printed with a finding. */
type Recipe =
  | { readonly json: string }
  | { readonly nested: number }
  | { readonly long: number }
  | { readonly many: number }

/** Values that are not what was meant, and some that only look like it. */
const hostileValue: fc.Arbitrary<Recipe> = fc.oneof(
  fc
    .constantFrom(
      'null',
      'true',
      'false',
      '0',
      '-1',
      '1.5',
      '1e999',
      '1e308',
      '9007199254740993',
      '""',
      '"a"',
      '"\\u0000"',
      '"\\ud83d"',
      '"null"',
      '"[DONE]"',
      '{}',
      '[]',
      '[null]',
      '[[]]',
      '{"length":1000000}',
      '{"toString":null}',
      '{"toString":null,"valueOf":null}',
      '{"__proto__":{"a":1}}',
      '{"constructor":null,"then":5}',
    )
    .map((json) => ({ json })),
  fc.integer({ min: 2, max: 3_000 }).map((nested) => ({ nested })),
  fc.integer({ min: 1, max: 20_000 }).map((long) => ({ long })),
  fc.integer({ min: 1, max: 2_000 }).map((many) => ({ many })),
  fc.jsonValue().map((value) => ({ json: JSON.stringify(value) })),
)

const made = (recipe: Recipe): unknown => {
  if ('json' in recipe) return JSON.parse(recipe.json)
  if ('long' in recipe) return 'x'.repeat(recipe.long)
  if ('many' in recipe) return Array.from({ length: recipe.many }, () => ({}))
  let value: unknown = 'deep'
  for (let level = 0; level < recipe.nested; level += 1) value = level % 2 === 0 ? [value] : { a: value }
  return value
}

/** One change. `at` is a place in the value, counted over all of them. */
export type Mutation =
  | { readonly type: 'replace'; readonly at: number; readonly value: Recipe }
  | { readonly type: 'remove' | 'repeat' | 'swap' | 'wrap'; readonly at: number }

const place = fc.nat({ max: 100_000 })
export const mutations = (most: number): fc.Arbitrary<readonly Mutation[]> =>
  fc.array(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({ type: fc.constant('replace' as const), at: place, value: hostileValue }),
      },
      {
        weight: 3,
        arbitrary: fc.record({ type: fc.constantFrom('remove', 'repeat', 'swap', 'wrap'), at: place }),
      },
    ),
    { maxLength: most },
  ) as fc.Arbitrary<readonly Mutation[]>

interface Slot {
  readonly holder: unknown[] | Record<string, unknown>
  readonly key: string | number
}

/** Every place of a value that can be changed. Not into what an earlier change has put there. */
const slotsOf = (value: unknown, slots: Slot[] = [], depth = 0): Slot[] => {
  if (typeof value !== 'object' || value === null || depth > 20) return slots
  const holder = value as unknown[] | Record<string, unknown>
  for (const key of Array.isArray(holder) ? holder.keys() : Object.keys(holder)) {
    slots.push({ holder, key })
    slotsOf((holder as Record<string | number, unknown>)[key], slots, depth + 1)
  }
  return slots
}

/** The value changed; the one that was given stays as it is. */
export const mutated = <T>(value: T, changes: readonly Mutation[]): unknown => {
  const root = { value: structuredClone(value) as unknown }
  for (const change of changes) {
    const slots = slotsOf(root)
    const slot = slots[change.at % slots.length]
    if (slot) apply(slot, change)
  }
  return root.value
}

/** The same of a list, which stays one. */
export const mutatedList = (values: readonly unknown[], changes: readonly Mutation[]): readonly unknown[] => {
  const changed = mutated(values, changes)
  return Array.isArray(changed) ? changed : [changed]
}

/** A copy, so that no later change reaches two places; of what is nested too deep for one, none. */
const copied = (value: unknown): unknown => {
  try {
    return structuredClone(value)
  } catch {
    return null
  }
}

const apply = ({ holder, key }: Slot, change: Mutation): void => {
  const fields = holder as Record<string | number, unknown>
  switch (change.type) {
    case 'replace':
      fields[key] = made(change.value)
      break
    case 'remove':
      if (Array.isArray(holder)) holder.splice(Number(key), 1)
      else delete fields[key]
      break
    case 'repeat':
      if (Array.isArray(holder)) holder.splice(Number(key), 0, copied(holder[Number(key)]))
      else fields[key] = [fields[key], copied(fields[key])]
      break
    case 'wrap':
      fields[key] = { a: fields[key] }
      break
    case 'swap': {
      const others = Object.values(holder)
      fields[key] = copied(others[(change.at + 1) % others.length])
      break
    }
  }
}

/** JSON of a value that may be nested too deep for it: then of nothing. */
export const jsonOf = (value: unknown): string => {
  try {
    return JSON.stringify(value) ?? ''
  } catch {
    return '[['
  }
}

/** One change of bytes; places in thousandths of the whole. */
export interface ByteMutation {
  readonly type: 'flip' | 'insert' | 'cut' | 'repeat'
  readonly at: number
  readonly bytes: Uint8Array
}

export const byteMutations = (most: number): fc.Arbitrary<readonly ByteMutation[]> =>
  fc.array(
    fc.record({
      type: fc.constantFrom('flip', 'insert', 'cut', 'repeat'),
      at: fc.nat({ max: 1_000 }),
      bytes: fc.oneof(
        fc.uint8Array({ minLength: 1, maxLength: 8 }),
        fc
          .constantFrom(
            '\n',
            '\n\n',
            '\r',
            'data:',
            'data: \n\n',
            'event: error\n',
            '\ufeff',
            '{',
            '"',
            '1e999',
            ': c\n',
          )
          .map((text) => new Uint8Array(Buffer.from(text))),
      ),
    }) as fc.Arbitrary<ByteMutation>,
    { maxLength: most },
  )

export const mutatedBytes = (bytes: Uint8Array, changes: readonly ByteMutation[]): Uint8Array => {
  let all = Buffer.from(bytes)
  for (const { type, at, bytes: other } of changes) {
    const start = Math.floor((all.length * at) / 1_000)
    const end = Math.min(all.length, start + other.length)
    const middle =
      type === 'cut'
        ? []
        : type === 'repeat'
          ? [all.subarray(start, end), all.subarray(start, end)]
          : type === 'insert'
            ? [other, all.subarray(start, end)]
            : [other.subarray(0, end - start)]
    all = Buffer.concat([all.subarray(0, start), ...middle, all.subarray(end)])
  }
  return new Uint8Array(all)
}
