import { type Example, exampleFactsFor, examplesFor } from '@shared/model/examples'
import { useMemo } from 'react'
import { useApp } from '../../common/appStore'
import { useShownChoices } from '../../features/choices/useChoices'

/** What can be asked at one press in the conversation that is about to begin. */
export const useExamples = (): readonly Example[] => {
  const engines = useApp((app) => app.engines)
  const settings = useApp((app) => app.settings)
  const choices = useShownChoices()
  return useMemo(() => {
    const facts = settings && exampleFactsFor(choices, settings, engines)
    return facts ? examplesFor(facts) : []
  }, [engines, settings, choices])
}
