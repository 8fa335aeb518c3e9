import { z } from 'zod'
import type { Picture } from '../model/picture'
import { pictureId } from './common'
import { call } from './define'

export const pictures = {
  'pictures.get': call<Picture>()(z.object({ pictureId })),
  /** Onto the clipboard, as a picture. */
  'pictures.copy': call<void>()(z.object({ pictureId })),
}
