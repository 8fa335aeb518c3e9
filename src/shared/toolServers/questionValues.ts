import { assertNever } from '../lib/assertNever'
import type { FieldValue, FieldValues, QuestionField } from '../model/serverQuestion'

/** Why a value may not be sent. */
export type FieldProblem =
  | { readonly type: 'missing' | 'not-email' | 'not-address' | 'not-date' | 'not-number' | 'not-whole' }
  | { readonly type: 'not-offered' }
  | { readonly type: 'too-short' | 'too-long' | 'too-small' | 'too-large'; readonly limit: number }
  | { readonly type: 'too-few' | 'too-many'; readonly limit: number }

const problem = (
  type: 'too-short' | 'too-long' | 'too-small' | 'too-large' | 'too-few' | 'too-many',
  limit: number,
) => ({
  type,
  limit,
})

const isDate = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`))
const isMoment = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) && !Number.isNaN(Date.parse(text))

type TextField = Extract<QuestionField, { readonly type: 'text' }>

const textProblem = ({ format, least, most }: TextField, value: string): FieldProblem | null => {
  if (format === 'email' && !/^[^\s@]+@[^\s@]+$/.test(value)) return { type: 'not-email' }
  if (format === 'uri' && !/^[a-z][a-z\d+.-]*:[^\s:][^\s]*$/i.test(value)) return { type: 'not-address' }
  if (format === 'date' && !isDate(value)) return { type: 'not-date' }
  if (format === 'date-time' && !isMoment(value)) return { type: 'not-date' }
  if (value.length < least) return problem('too-short', least)
  return most !== null && value.length > most ? problem('too-long', most) : null
}

/** Why this value of a field may not be sent; null where it may. Without a value: undefined. */
export const problemOf = (field: QuestionField, value: FieldValue | undefined): FieldProblem | null => {
  if (value === undefined) return field.isRequired ? { type: 'missing' } : null
  switch (field.type) {
    case 'text':
      return typeof value === 'string' ? textProblem(field, value) : { type: 'missing' }
    case 'number': {
      const { least, most, isWhole } = field
      if (typeof value !== 'number' || !Number.isFinite(value)) return { type: 'not-number' }
      if (isWhole && !Number.isInteger(value)) return { type: 'not-whole' }
      if (least !== null && value < least) return problem('too-small', least)
      return most !== null && value > most ? problem('too-large', most) : null
    }
    case 'switch':
      return typeof value === 'boolean' ? null : { type: 'missing' }
    case 'choice':
      return field.options.some((option) => option.value === value) ? null : { type: 'not-offered' }
    case 'choices': {
      if (typeof value !== 'object') return { type: 'missing' }
      const isOffered = (each: string) => field.options.some((option) => option.value === each)
      if (!value.every(isOffered) || new Set(value).size < value.length) return { type: 'not-offered' }
      if (value.length < field.least) return problem('too-few', field.least)
      return field.most !== null && value.length > field.most ? problem('too-many', field.most) : null
    }
    default:
      return assertNever(field)
  }
}

/** True where these values may be sent: each is that of a field, and right. */
export const areRight = (fields: readonly QuestionField[], values: FieldValues): boolean =>
  fields.every((field) => problemOf(field, values[field.name]) === null) &&
  Object.keys(values).every((name) => fields.some((field) => field.name === name))

/** A value as the user read it; null for what looks like a password. */
export const shownValue = (field: QuestionField, value: FieldValue): string | null => {
  if (field.isSensitive) return null
  const labelOf = (each: string) =>
    ('options' in field && field.options.find((option) => option.value === each)?.label) || each
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? labelOf(value) : value.map(labelOf).join(', ')
}
