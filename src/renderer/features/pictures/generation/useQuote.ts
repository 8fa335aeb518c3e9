import type { PictureQuote } from '@shared/ipc/pictureGeneration'
import { useEffect, useState } from 'react'
import { useApp } from '../../../common/appStore'
import { client } from '../../../ipc/client'
import { answeringWith } from '../../choices/choices'
import { useShownChoices } from '../../choices/useChoices'

/** With what a picture would be made here, and for how much; null until main has said. The newest question wins. */
export const useQuote = (count: number): PictureQuote | null => {
  const engines = useApp((app) => app.engines)
  const settings = useApp((app) => app.settings)
  const choices = useShownChoices()
  const engineId = answeringWith(choices, settings, engines).engine?.id ?? null
  const size = settings?.pictureSize
  const quality = settings?.pictureQuality ?? undefined
  const pictureModel = settings?.pictureModel
  const [quote, setQuote] = useState<PictureQuote | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: with another picture model it is another quote
  useEffect(() => {
    if (engineId === null) return
    let isCurrent = true
    client
      .call('pictures.quote', { engineId, size, quality, count })
      .then((found) => isCurrent && setQuote(found))
      .catch((error: unknown) => console.error('What a picture takes could not be asked', error))
    return () => {
      isCurrent = false
    }
  }, [engineId, size, quality, count, pictureModel])
  return quote
}
