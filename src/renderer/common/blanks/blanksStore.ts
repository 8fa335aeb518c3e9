import { create } from 'zustand'
import type { Trouble } from '../failures/trouble'

/** A blank as the form asks for it. */
export interface FormField {
  readonly key: string
  readonly label: string
  /** One line of help; empty: none. */
  readonly hint: string
  readonly isRequired: boolean
  /** What there is to choose from; null: anything can be typed. */
  readonly options: readonly string[] | null
  /** What stands there at first. */
  readonly initial?: string
  /** Values that may be meant, for what was typed so far and given for the others. */
  readonly suggest?: (typed: string, answers: Answers) => Promise<readonly string[]>
}

/** By the keys of the fields. */
export type Answers = ReadonlyMap<string, string>

export interface OpenForm {
  readonly title: string
  /** Whose command it is, where it is not the user's own. */
  readonly origin: string | null
  readonly fields: readonly FormField[]
}

interface BlanksStore {
  /** The blanks that the user is asked for. */
  readonly form: OpenForm | null
  /** What was wanted of the screen and was not there, and by which command. */
  readonly missing: { readonly word: 'selection' | 'clipboard'; readonly name: string } | null
  readonly trouble: Trouble | null
  /** The server that is asked for something. */
  readonly asked: string | null

  /** Opens the form. Null: the user left it. */
  ask(form: OpenForm): Promise<Answers | null>
  answer(answers: Answers | null): void
  miss(word: 'selection' | 'clipboard', name: string): void
  fail(trouble: Trouble): void
  /** Waits for what a server gives. Null: the user waits no longer. */
  wait<T>(server: string, work: Promise<T>): Promise<T | null>
  /** Nothing is asked or told any more. */
  settle(): void
}

let waiting: ((answers: Answers | null) => void) | null = null
let leave: (() => void) | null = null

/** What is asked and told beside the field of this window while something is taken: one thing at a time. */
export const useBlanks = create<BlanksStore>()((set, get) => ({
  form: null,
  missing: null,
  trouble: null,
  asked: null,
  ask: (form) => {
    get().settle()
    set({ form })
    return new Promise((resolve) => {
      waiting = resolve
    })
  },
  answer: (answers) => {
    const resolve = waiting
    waiting = null
    set({ form: null })
    resolve?.(answers)
  },
  miss: (word, name) => set({ missing: { word, name } }),
  fail: (trouble) => set({ trouble }),
  wait: async (server, work) => {
    get().settle()
    set({ asked: server })
    const left = new Promise<null>((resolve) => {
      leave = () => resolve(null)
    })
    const mine = leave
    try {
      return await Promise.race([work, left])
    } finally {
      if (leave === mine) {
        leave = null
        set({ asked: null })
      }
    }
  },
  settle: () => {
    get().answer(null)
    leave?.()
    leave = null
    set({ missing: null, trouble: null, asked: null })
  },
}))
