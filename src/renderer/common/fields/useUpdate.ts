import type { SettingsPatch } from '@shared/model/settings'
import { useState } from 'react'
import { useApp } from '../appStore'
import { wordsFor } from '../failures/failureWords'
import { troubleOf } from '../failures/trouble'

/** Changes settings; says in words why where that does not work. */
export const useUpdate = (): {
  readonly update: (patch: SettingsPatch) => void
  readonly error: string | null
} => {
  const [error, setError] = useState<string | null>(null)
  const change = useApp((app) => app.update)
  return {
    error,
    update: (patch) => {
      setError(null)
      change(patch).catch((reason: unknown) => {
        const { code, data } = troubleOf(reason)
        const { title, explanation } = wordsFor(code, data)
        setError(`Not kept. ${title}: ${explanation}`)
      })
    },
  }
}
