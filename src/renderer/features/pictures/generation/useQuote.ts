import type { PictureQuote } from '@shared/ipc/pictureGeneration'
import { useApp } from '../../../common/appStore'
import { client } from '../../../ipc/client'
import { useCall } from '../../../ipc/useCall'

/** The model and price of a picture by this engine; null until main has said. The newest question wins. */
export const useQuote = (engineId: string | null, count: number): PictureQuote | null => {
  const settings = useApp((app) => app.settings)
  const size = settings?.pictureSize
  const quality = settings?.pictureQuality ?? undefined
  const pictureModel = settings?.pictureModel
  const pictureEngineId = settings?.pictureEngineId
  // biome-ignore lint/correctness/useExhaustiveDependencies: with another picture model it is another quote
  return useCall(
    () => (engineId === null ? null : client.call('pictures.quote', { engineId, size, quality, count })),
    [engineId, size, quality, count, pictureModel, pictureEngineId],
    'What a picture takes could not be asked',
  )
}
