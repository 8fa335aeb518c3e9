import { assertNever } from '@shared/lib/assertNever'
import type { FieldValue, QuestionField } from '@shared/model/serverQuestion'
import type { FieldProblem } from '@shared/toolServers/questionValues'

/** A field as it is being filled in: text where it is typed. */
export type Draft = string | boolean | readonly string[]

export const firstDraft = (field: QuestionField): Draft => {
  switch (field.type) {
    case 'text':
      return field.format === 'date-time' ? localMoment(field.initial) : field.initial
    case 'number':
      return field.initial === null ? '' : String(field.initial)
    case 'choice':
      return field.initial ?? ''
    case 'switch':
    case 'choices':
      return field.initial
    default:
      return assertNever(field)
  }
}

/** What would be sent; undefined where nothing was entered. */
export const enteredValue = (field: QuestionField, draft: Draft): FieldValue | undefined => {
  if (typeof draft === 'boolean') return draft
  if (typeof draft === 'object') return draft.length === 0 && !field.isRequired ? undefined : draft
  if (draft.trim() === '') return undefined
  if (field.type === 'number') return Number(draft)
  if (field.type !== 'text' || field.format !== 'date-time') return draft
  const moment = new Date(draft)
  return Number.isNaN(moment.getTime()) ? draft : moment.toISOString()
}

/** A moment as the system's own field has it: in the user's time, without a zone. */
const localMoment = (text: string): string => {
  const moment = new Date(text)
  if (text === '' || Number.isNaN(moment.getTime())) return ''
  const shifted = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000)
  return shifted.toISOString().slice(0, 16)
}

const counted = (count: number, one: string, several: string): string =>
  `${count} ${count === 1 ? one : several}`

export const problemWords = (problem: FieldProblem): string => {
  switch (problem.type) {
    case 'missing':
      return 'This is needed.'
    case 'not-email':
      return 'This is no email address.'
    case 'not-address':
      return 'This is no address, such as https://example.org.'
    case 'not-date':
      return 'This is no date.'
    case 'not-number':
      return 'This is no number.'
    case 'not-whole':
      return 'This must be a whole number.'
    case 'not-offered':
      return 'Choose what is offered.'
    case 'too-short':
      return `At least ${counted(problem.limit, 'character', 'characters')}.`
    case 'too-long':
      return `At most ${counted(problem.limit, 'character', 'characters')}.`
    case 'too-small':
      return `At least ${problem.limit}.`
    case 'too-large':
      return `At most ${problem.limit}.`
    case 'too-few':
      return `Choose at least ${problem.limit}.`
    case 'too-many':
      return `Choose at most ${problem.limit}.`
    default:
      return assertNever(problem)
  }
}
