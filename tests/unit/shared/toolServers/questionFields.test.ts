import { expect, test } from 'vitest'
import { fieldsOf } from '../../../../src/shared/toolServers/questionFields'

const fieldOf = (schema: Record<string, unknown>, name = 'field', required: readonly string[] = []) =>
  fieldsOf({ type: 'object', properties: { [name]: schema }, required }, '')?.[0]

test('every kind of field that the protocol knows becomes one, with its words, limits and default', () => {
  const schema = {
    type: 'object',
    properties: {
      mail: { type: 'string', format: 'email', title: 'Mail', description: 'Yours', maxLength: 50 },
      userName: { type: 'string', minLength: 2, default: 'ada', pattern: '(a+)+$' },
      age: { type: 'integer', minimum: 1, maximum: 150, default: 36 },
      share: { type: 'number' },
      agree: { type: 'boolean', default: true },
      colour: { type: 'string', enum: ['r', 'g'], enumNames: ['Red', 'Green'], default: 'g' },
      size: { type: 'string', oneOf: [{ const: 's', title: 'Small' }, { const: 'l' }] },
      tags: { type: 'array', items: { type: 'string', enum: ['a', 'b'] }, minItems: 1, default: ['b', 'x'] },
      marks: { type: 'array', items: { anyOf: [{ const: '1', title: 'One' }] }, maxItems: 2 },
    },
    required: ['mail', 'tags'],
  }
  const words = { help: '', isRequired: false, isSensitive: false }
  expect(fieldsOf(schema, '')).toEqual([
    {
      ...words,
      name: 'mail',
      label: 'Mail',
      help: 'Yours',
      isRequired: true,
      type: 'text',
      format: 'email',
      least: 0,
      most: 50,
      initial: '',
    },
    {
      ...words,
      name: 'userName',
      label: 'User Name',
      type: 'text',
      format: null,
      least: 2,
      most: null,
      initial: 'ada',
    },
    { ...words, name: 'age', label: 'Age', type: 'number', isWhole: true, least: 1, most: 150, initial: 36 },
    {
      ...words,
      name: 'share',
      label: 'Share',
      type: 'number',
      isWhole: false,
      least: null,
      most: null,
      initial: null,
    },
    { ...words, name: 'agree', label: 'Agree', type: 'switch', initial: true },
    {
      ...words,
      name: 'colour',
      label: 'Colour',
      type: 'choice',
      options: [
        { value: 'r', label: 'Red' },
        { value: 'g', label: 'Green' },
      ],
      initial: 'g',
    },
    {
      ...words,
      name: 'size',
      label: 'Size',
      type: 'choice',
      options: [
        { value: 's', label: 'Small' },
        { value: 'l', label: 'l' },
      ],
      initial: null,
    },
    {
      ...words,
      name: 'tags',
      label: 'Tags',
      isRequired: true,
      type: 'choices',
      options: [
        { value: 'a', label: 'a' },
        { value: 'b', label: 'b' },
      ],
      least: 1,
      most: null,
      initial: ['b'],
    },
    {
      ...words,
      name: 'marks',
      label: 'Marks',
      type: 'choices',
      options: [{ value: '1', label: 'One' }],
      least: 0,
      most: 2,
      initial: [],
    },
  ])
})

test.each([
  ['password', {}],
  ['apiKey', {}],
  ['field', { title: 'Access token' }],
  ['field', { description: 'Enter the secret that you were given' }],
  ['card_number', {}],
  ['pin', {}],
])('a field that asks for something secret is told: %s %j', (name, words) => {
  expect(fieldOf({ type: 'string', ...words }, name)?.isSensitive).toBe(true)
})

test.each([
  ['spinner', {}],
  ['tokyo', {}],
  ['field', { title: 'Shipping address' }],
])('another one is not: %s %j', (name, words) => {
  expect(fieldOf({ type: 'string', ...words }, name)?.isSensitive).toBe(false)
})

test('what cannot be shown is left out, and a form that needs it is none', () => {
  const deep = { type: 'object', properties: {} }
  expect(fieldOf(deep)).toBeUndefined()
  expect(fieldsOf({ properties: { deep, name: { type: 'string' } } }, '')).toHaveLength(1)
  expect(fieldsOf({ properties: { deep }, required: ['deep'] }, '')).toBeNull()
  const many = Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`f${at}`, { type: 'string' }]))
  expect(fieldsOf({ properties: many }, '')).toBeNull()
  expect(fieldsOf({}, '')).toEqual([])
})

test('what the words above a form ask for counts for all its texts, however it is spelled', () => {
  const answer = { properties: { answer: { type: 'string' }, count: { type: 'integer' } } }
  const sensitive = (message: string) => fieldsOf(answer, message)?.map(({ isSensitive }) => isSensitive)
  expect(sensitive('Which town?')).toEqual([false, false])
  expect(sensitive('Enter your GitHub password')).toEqual([true, false])
  // A Cyrillic a and full-width letters.
  expect(sensitive('Your p\u0430ssword, please')).toEqual([true, false])
  expect(fieldOf({ type: 'string' }, '\uff50\uff41ssword')?.isSensitive).toBe(true)
  expect(fieldOf({ type: 'string', title: 'P\u0430ssw\u043erd' })?.isSensitive).toBe(true)
})
