import type { AsyncLibrary } from '@shared/ipc/library'
import type { pictureGeneration as contract } from '@shared/ipc/pictureGeneration'
import type { PictureGeneration } from '../../pictures/PictureGeneration'
import type { PictureStops } from '../../pictures/PictureStops'
import type { Handlers } from '../contexts'

interface Needs {
  readonly library: AsyncLibrary
  readonly pictureGeneration: PictureGeneration
  readonly pictureStops: PictureStops
}

export const pictureGenerationHandlers = ({
  library,
  pictureGeneration,
  pictureStops,
}: Needs): Handlers<typeof contract> => ({
  'pictures.quote': (input) => pictureGeneration.quote(input),
  'pictures.stopOne': ({ messageId, index }) => pictureStops.stop(messageId, index),
  'pictures.lineage': ({ pictureId }) => library.pictureLineage({ id: pictureId }),
  'pictures.keepMask': (input) => pictureGeneration.keepMask(input),
})
