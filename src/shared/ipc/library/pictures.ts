import type {
  GalleryOutline,
  PictureChoices,
  PictureFilter,
  PictureNeighbours,
  PicturePlace,
  PictureShown,
} from '../../model/gallery'
import type { Picture, PictureOrigin } from '../../model/picture'
import type { PictureDetails } from '../../model/pictureOptions'
import type { PictureLineage } from '../pictureGeneration'
import { method } from './method'

export interface NewPicture {
  readonly bytes: Uint8Array
  readonly prompt: string
  readonly model: string | null
  readonly costUsd: number | null
  readonly messageId: string | null
  readonly conversationId: string | null
  readonly parentId: string | null
  readonly origin?: PictureOrigin
  readonly engineId?: string
  readonly details?: PictureDetails
}

export const pictureMethods = {
  /**
   * Checks type and size by content, writes the file once, and its row. `picture/unreadable` for anything
   * else.
   */
  addPicture: method<NewPicture, Picture>(),
  getPicture: method<{ id: string }, Picture | null>(),
  pictureLineage: method<{ id: string }, PictureLineage>(),
  /**
   * What the newest picture like it cost, among the newest few hundred; null where there is none with a known
   * price.
   */
  lastPictureCost: method<{ model: string; size: string; quality: string | null }, number | null>(),
  /** Checks that the bytes are one, of a picture that is there. */
  keepThumbnail: method<{ pictureId: string; bytes: Uint8Array }, void>(),

  outlineGallery: method<{ filter: PictureFilter }, GalleryOutline>(),
  /** The pictures of a group of the outline. */
  loadGalleryRows: method<
    { filter: PictureFilter; from: number; until: number; offset: number; limit: number },
    readonly Picture[]
  >(),
  /**
   * In the gallery's order, from the first place to the last, both included; `after` is the last id that came
   * before.
   */
  listGalleryIds: method<
    {
      filter: PictureFilter
      first: PicturePlace | null
      last: PicturePlace | null
      after: string | null
      limit: number
    },
    { readonly ids: readonly string[]; readonly isAll: boolean }
  >(),
  listPictureChoices: method<void, PictureChoices>(),
  findNeighbours: method<{ pictureId: string; filter: PictureFilter }, PictureNeighbours>(),
  listShownIn: method<{ pictureId: string }, readonly PictureShown[]>(),
}
