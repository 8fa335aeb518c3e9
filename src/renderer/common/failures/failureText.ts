import type { ErrorCode, FailureData } from '@shared/ipc/errors'

/** What a button under a failure does. `again`: continues an answer that has text, asks anew otherwise. */
export type FailureAction =
  | 'check-key'
  | 'choose-model'
  | 'check-server'
  | 'again'
  | 'continue'
  | 'new-conversation'
  | 'open-folder'
  | 'see-costs'
  | 'choose-listener'
  | 'choose-microphone'
  | 'none'

export interface FailureWords {
  readonly title: string
  /** One or two sentences: what happened, and what helps. Never a server's own words. */
  readonly explain: (data: FailureData) => string
  readonly action: FailureAction
}

export const say = (text: string) => () => text

export const text = (data: FailureData, key: string): string | null => {
  const value = data[key]
  return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null
}

export const model = (data: FailureData): string => {
  const name = text(data, 'model')
  return name ? `The model “${name}”` : 'This model'
}

export const server = (data: FailureData): string => {
  const host = text(data, 'host')
  return host ? `The server at ${host}` : 'The server'
}

/** Words for some codes: `satisfies` it, so that the table of all of them can tell which are missing. */
export type FailureTable = Readonly<Partial<Record<ErrorCode, FailureWords>>>
