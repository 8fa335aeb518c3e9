import { isCancelled } from '@shared/ipc/errors'
import { useState } from 'react'
import { wordsFor } from './failureWords'
import { troubleOf } from './trouble'

type Outcome = { readonly kind: 'done' | 'failed'; readonly words: string }

/** Runs a verb and says what came of it; null words say nothing. */
export const useOutcome = (): {
  readonly outcome: Outcome | null
  readonly run: (verb: () => Promise<string | null>) => Promise<boolean>
} => {
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const run = async (verb: () => Promise<string | null>) => {
    setOutcome(null)
    try {
      const words = await verb()
      if (words !== null) setOutcome({ kind: 'done', words })
      return true
    } catch (error) {
      if (!isCancelled(error)) {
        const { code, data } = troubleOf(error)
        const { title, explanation } = wordsFor(code, data)
        setOutcome({ kind: 'failed', words: `${title}. ${explanation}` })
      }
      return false
    }
  }
  return { outcome, run }
}
