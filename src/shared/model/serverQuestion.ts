/** A choice of a field: what is sent, and what the user reads. */
export interface QuestionOption {
  readonly value: string
  readonly label: string
}

interface FieldWords {
  readonly name: string
  readonly label: string
  readonly help: string
  readonly isRequired: boolean
  /** It looks as if a password or key were asked for: the user is warned, and the value is not kept. */
  readonly isSensitive: boolean
}

export type TextFormat = 'email' | 'uri' | 'date' | 'date-time'

/** A field of a form that a tool server wants filled in. */
export type QuestionField = FieldWords &
  (
    | {
        readonly type: 'text'
        readonly format: TextFormat | null
        readonly least: number
        readonly most: number | null
        readonly initial: string
      }
    | {
        readonly type: 'number'
        readonly isWhole: boolean
        readonly least: number | null
        readonly most: number | null
        readonly initial: number | null
      }
    | { readonly type: 'switch'; readonly initial: boolean }
    | {
        readonly type: 'choice'
        readonly options: readonly QuestionOption[]
        readonly initial: string | null
      }
    | {
        readonly type: 'choices'
        readonly options: readonly QuestionOption[]
        readonly least: number
        readonly most: number | null
        readonly initial: readonly string[]
      }
  )

export type FieldValue = string | number | boolean | readonly string[]
export type FieldValues = Readonly<Record<string, FieldValue>>

/** What a tool server asks the user in the middle of a call. */
export interface WaitingQuestion {
  readonly id: string
  readonly conversationId: string
  readonly messageId: string
  readonly serverName: string
  /** In the server's own words. */
  readonly message: string
  readonly ask:
    | { readonly type: 'form'; readonly fields: readonly QuestionField[] }
    /** `isOpened`: it is open in the browser, and the call goes on when the user is done there. */
    | { readonly type: 'address'; readonly url: string; readonly isOpened: boolean }
}

/** A question that was asked, as it is kept with the call. */
export interface AskedQuestion {
  readonly serverName: string
  readonly message: string
  readonly answer: 'sent' | 'opened' | 'declined'
  /** What was sent, as the user read it; null for what looked like a password. */
  readonly values?: readonly { readonly label: string; readonly value: string | null }[]
  /** The address that was opened, or was to be. */
  readonly url?: string
}
