import fc from 'fast-check'
import { z } from 'zod'
import { hostileText, hostileValue } from './hostileJson'

/** Values that are what a schema asks for, or nearly: text is also that of rows that there are. */
export const inputFor = (schema: z.ZodType, known: () => readonly string[]): fc.Arbitrary<unknown> => {
  const again = (inner: unknown) => inputFor(inner as z.ZodType, known)
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return fc.option(again(schema.unwrap()), { nil: undefined })
  if (schema instanceof z.ZodNullable) return fc.option(again(schema.unwrap()), { nil: null })
  if (schema instanceof z.ZodCatch) return again(schema.unwrap())
  if (schema instanceof z.ZodPipe) return again(schema.in)
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Readonly<Record<string, unknown>>
    return fc
      .record(Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, again(field)])))
      .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)))
  }
  if (schema instanceof z.ZodUnion) return fc.oneof(...schema.options.map(again))
  if (schema instanceof z.ZodArray) return fc.array(again(schema.element), { maxLength: 4 })
  if (schema instanceof z.ZodRecord)
    return fc.dictionary(hostileText, again(schema.valueType), { maxKeys: 4 })
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options)
  if (schema instanceof z.ZodLiteral) return fc.constantFrom(...schema.values)
  if (schema instanceof z.ZodBoolean) return fc.boolean()
  if (schema instanceof z.ZodNumber)
    return fc.oneof(
      fc.integer({ min: 0, max: 200 }),
      fc.double({ min: 0, max: 3, noNaN: true }),
      fc.maxSafeInteger(),
    )
  if (schema instanceof z.ZodURL)
    return fc.constantFrom('http://127.0.0.1:1/v1', 'http://[::1]:1', 'http://localhost:1/\0')
  if (schema instanceof z.ZodString || schema instanceof z.ZodUUID) return textFor(known)
  if (schema instanceof z.ZodCustom) return fc.uint8Array({ maxLength: 64 })
  return hostileValue
}

const textFor = (known: () => readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.nat(1_000).map((at) => known()[at % known().length] ?? 'x') },
    {
      weight: 2,
      arbitrary: fc.constantFrom('2026-11', '64x64', 'onyx', '/image a cat', 'kites', 'https://example.org/'),
    },
    { weight: 2, arbitrary: hostileText },
  )
