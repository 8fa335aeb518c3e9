import type { FieldValue, QuestionField } from '@shared/model/serverQuestion'
import { expect, test } from 'vitest'
import { fieldsOf } from '../../../../src/shared/toolServers/questionFields'
import { areRight, problemOf, shownValue } from '../../../../src/shared/toolServers/questionValues'

const fieldOf = (schema: Record<string, unknown>, isRequired = false): QuestionField => {
  const [field] = fieldsOf({ properties: { field: schema }, required: isRequired ? ['field'] : [] }, '') ?? []
  if (!field) throw new Error('It is a field')
  return field
}
const tags = { type: 'array', items: { enum: ['a', 'b', 'c'] }, minItems: 1, maxItems: 2 }

const right: readonly (readonly [Record<string, unknown>, FieldValue])[] = [
  [{ type: 'string', format: 'email' }, 'ada@example.org'],
  [{ type: 'string', format: 'uri' }, 'mailto:ada@example.org'],
  [{ type: 'string', format: 'date' }, '2026-02-28'],
  [{ type: 'string', format: 'date-time' }, '2026-02-28T10:00:00Z'],
  [{ type: 'string', minLength: 2, maxLength: 2 }, 'ab'],
  [{ type: 'integer', minimum: 1, maximum: 2 }, 2],
  [{ type: 'number' }, -0.5],
  [{ type: 'boolean' }, false],
  [{ type: 'string', enum: ['a'] }, 'a'],
  [tags, ['a', 'c']],
]
test.each(right)('%j takes %j', (schema, value) => {
  expect(problemOf(fieldOf(schema, true), value)).toBeNull()
})

const wrong: readonly (readonly [Record<string, unknown>, FieldValue, string])[] = [
  [{ type: 'string', format: 'email' }, 'ada', 'not-email'],
  [{ type: 'string', format: 'uri' }, 'example.org', 'not-address'],
  [{ type: 'string', format: 'date' }, '2026-13-01', 'not-date'],
  [{ type: 'string', format: 'date-time' }, '2026-02-28', 'not-date'],
  [{ type: 'string', minLength: 2 }, 'a', 'too-short'],
  [{ type: 'string', maxLength: 2 }, 'abc', 'too-long'],
  [{ type: 'integer' }, 1.5, 'not-whole'],
  [{ type: 'integer', minimum: 1 }, 0, 'too-small'],
  [{ type: 'number', maximum: 1 }, 1.1, 'too-large'],
  [{ type: 'number' }, Number.NaN, 'not-number'],
  [{ type: 'string', enum: ['a'] }, 'b', 'not-offered'],
  [tags, [], 'too-few'],
  [tags, ['a', 'b', 'c'], 'too-many'],
  [tags, ['a', 'a'], 'not-offered'],
  [tags, ['x'], 'not-offered'],
]
test.each(wrong)('%j does not take %j: %s', (schema, value, type) => {
  expect(problemOf(fieldOf(schema), value)).toMatchObject({ type })
})

test('what is required must be there, and nothing that was not asked for may', () => {
  expect(problemOf(fieldOf({ type: 'string' }, true), undefined)).toEqual({ type: 'missing' })
  expect(problemOf(fieldOf({ type: 'string' }), undefined)).toBeNull()
  const fields = [fieldOf({ type: 'string' })]
  expect(areRight(fields, {})).toBe(true)
  expect(areRight(fields, { field: 'a' })).toBe(true)
  expect(areRight(fields, { field: 'a', other: 'b' })).toBe(false)
})

test('a value is kept as it was read, and what looks like a password is not', () => {
  const colour = fieldOf({ type: 'string', enum: ['r'], enumNames: ['Red'] })
  expect(shownValue(colour, 'r')).toBe('Red')
  expect(shownValue(fieldOf(tags), ['a', 'b'])).toBe('a, b')
  expect(shownValue(fieldOf({ type: 'boolean' }), true)).toBe('Yes')
  expect(shownValue(fieldOf({ type: 'string', title: 'Password' }), 'hunter2')).toBeNull()
})
