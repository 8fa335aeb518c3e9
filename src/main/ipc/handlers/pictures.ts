import type { pictures as contract } from '@shared/ipc/pictures'
import type { Picture } from '@shared/model/picture'
import type { Handlers } from '../contexts'

interface Needs {
  readonly getPicture: (id: string) => Promise<Picture>
  readonly copyPicture: (id: string) => Promise<void>
}

export const picturesHandlers = ({ getPicture, copyPicture }: Needs): Handlers<typeof contract> => ({
  'pictures.get': ({ pictureId }) => getPicture(pictureId),
  'pictures.copy': ({ pictureId }) => copyPicture(pictureId),
})
