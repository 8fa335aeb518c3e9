import { z } from 'zod'
import type { Picture } from '../model/picture'
import { call } from './define'

const id = z.string().min(1).max(128)

export const pictures = {
  'pictures.get': call<Picture>()(z.object({ pictureId: id })),
  /** Onto the clipboard, as a picture. */
  'pictures.copy': call<void>()(z.object({ pictureId: id })),
}
