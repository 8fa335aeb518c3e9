import { oneLine } from '../lib/visibleText'
import type { QuestionField, QuestionOption, TextFormat } from '../model/serverQuestion'

type Json = Readonly<Record<string, unknown>>

/** More than that is no form to fill in during a call. */
const mostFields = 50
const mostOptions = 500
const mostLabel = 200
const mostHelp = 1_000

const formats: readonly TextFormat[] = ['email', 'uri', 'date', 'date-time']

/** Words by which something is asked for that no form may ask for; in a label shorter ones tell it, too. */
const secretWords = /pass(word|phrase|code)|\bsecret|\btoken|api[\s_-]?key|private[\s_-]?key|credential/i
const secretLabels = /(^|[\s_-])(pin|pwd|otp|cvv|cvc|ssn|iban)($|[\s_-])|credit[\s_-]?card|card[\s_-]?number/i

/** Letters of other alphabets that look like Latin ones, which would hide such a word from the check. */
const lookalikes: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from('аaеeоoрpсcуyхxіiѕsԁdһhαaοoρpνvκkѵvԝwɡgıiӏl'.matchAll(/(.)(.)/gu), ([, from = '', to = '']) => [
    from,
    to,
  ]),
)
const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/./gu, (letter) => lookalikes[letter] ?? letter)

const asksForSecret = (text: string): boolean => secretWords.test(folded(text))

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const textIn = (json: Json, key: string): string => {
  const value = json[key]
  return typeof value === 'string' ? value : ''
}
const numberIn = (json: Json, key: string): number | null => {
  const value = json[key]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []

/** `userName` and `user_name` as words. */
const labelFrom = (name: string): string => {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .trim()
  return words === '' ? name : `${words[0]?.toUpperCase()}${words.slice(1)}`
}

/** The choices of a schema in each of the shapes that the protocol knows; null where it has none. */
const optionsOf = (schema: Json): readonly QuestionOption[] | null => {
  const titled = [schema.oneOf, schema.anyOf].find(Array.isArray)
  if (titled)
    return titled.filter(isJson).map((each) => {
      const value = textIn(each, 'const')
      return { value, label: oneLine(textIn(each, 'title'), mostLabel) || value }
    })
  if (!Array.isArray(schema.enum)) return null
  const names = textsIn(schema.enumNames)
  return textsIn(schema.enum).map((value, index) => ({
    value,
    label: oneLine(names[index] ?? '', mostLabel) || value,
  }))
}

interface Asked {
  readonly isRequired: boolean
  /** The words above the form ask for something secret, whatever its fields are called. */
  readonly isForSecret: boolean
}

const fieldOf = (name: string, schema: Json, { isRequired, isForSecret }: Asked): QuestionField | null => {
  const title = oneLine(textIn(schema, 'title'), mostLabel)
  const help = oneLine(textIn(schema, 'description'), mostHelp)
  const isText = schema.type === 'string' && optionsOf(schema) === null
  const isSensitive =
    [name, title].some((text) => asksForSecret(text) || secretLabels.test(folded(labelFrom(text)))) ||
    (isText && (isForSecret || asksForSecret(help)))
  const words = { name, label: title || oneLine(labelFrom(name), mostLabel), help, isRequired, isSensitive }
  const initial = schema.default
  switch (schema.type) {
    case 'string': {
      const options = optionsOf(schema)
      if (options)
        return options.length > mostOptions
          ? null
          : {
              ...words,
              type: 'choice',
              options,
              initial: options.find(({ value }) => value === initial)?.value ?? null,
            }
      return {
        ...words,
        type: 'text',
        // A pattern is the server's own to check: one that is made for it could stop the app.
        format: formats.find((format) => format === schema.format) ?? null,
        least: numberIn(schema, 'minLength') ?? 0,
        most: numberIn(schema, 'maxLength'),
        initial: typeof initial === 'string' ? initial : '',
      }
    }
    case 'number':
    case 'integer':
      return {
        ...words,
        type: 'number',
        isWhole: schema.type === 'integer',
        least: numberIn(schema, 'minimum'),
        most: numberIn(schema, 'maximum'),
        initial: typeof initial === 'number' ? initial : null,
      }
    case 'boolean':
      return { ...words, type: 'switch', initial: initial === true }
    case 'array': {
      const options = isJson(schema.items) ? optionsOf(schema.items) : null
      if (!options || options.length > mostOptions) return null
      return {
        ...words,
        type: 'choices',
        options,
        least: numberIn(schema, 'minItems') ?? 0,
        most: numberIn(schema, 'maxItems'),
        initial: textsIn(initial).filter((each) => options.some(({ value }) => value === each)),
      }
    }
    default:
      return null
  }
}

/**
 * The fields of the form that a server wants filled in under these words; null where it is none that can be
 * shown.
 */
export const fieldsOf = (schema: Json, message: string): readonly QuestionField[] | null => {
  const isForSecret = asksForSecret(message)
  const properties = isJson(schema.properties) ? Object.entries(schema.properties) : []
  if (properties.length > mostFields) return null
  const required = textsIn(schema.required)
  const fields: QuestionField[] = []
  for (const [name, each] of properties) {
    const isRequired = required.includes(name)
    const field = isJson(each) ? fieldOf(name, each, { isRequired, isForSecret }) : null
    if (field) fields.push(field)
    // What need not be there is left out; a form without what must be there would be refused.
    else if (isRequired) return null
  }
  return fields
}
