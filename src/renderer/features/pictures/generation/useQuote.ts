import type { PictureQuote } from '@shared/ipc/pictureGeneration'
import { useEffect, useState } from 'react'
import { useApp } from '../../../common/appStore'
import { client } from '../../../ipc/client'

/**
 * With what this engine would make a picture, and for how much; null until main has said. The newest question
 * wins.
 */
export const useQuote = (engineId: string | null, count: number): PictureQuote | null => {
  const settings = useApp((app) => app.settings)
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
