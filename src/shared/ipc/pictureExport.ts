import { z } from 'zod'
import { dragIconSide, mostDraggedPictures, mostExportedPictures } from '../model/pictureExport'
import { pictureExportSchema } from '../model/pictureExportSchema'
import type { TransferEvent } from '../model/transfer'
import { id, sha256 } from './common'
import { call, stream } from './define'

/** Taking pictures out of the app. Main owns what runs: closing a stream only stops watching it. */
export const pictureExport = {
  /**
   * Asks where to, then writes these pictures; ends without an item when the user cancels. Of one picture,
   * the name that the user chooses decides the format. All of them are there in the end or none, and nothing
   * is replaced that the user was not asked about; a picture whose file is missing or damaged is left out of
   * many, and told. `transfer/busy` while others are being written.
   */
  'pictures.export': stream<TransferEvent>()(
    z.object({
      pictureIds: z.array(sha256).min(1).max(mostExportedPictures),
      options: pictureExportSchema,
    }),
  ),
  /**
   * The export of pictures that runs, from where it is, or how the last one ended. Ends at once where there
   * was none.
   */
  'pictures.watchExport': stream<TransferEvent>()(z.object({})),
  /** Cancels an export. Nothing of it is left when this resolves. */
  'pictures.cancelExport': call<void>()(z.object({})),
  /** Shows what the last export wrote in the system's file manager. */
  'pictures.showExport': call<void>()(z.object({ transferId: id })),
  /** Shows a picture's own file in the system's file manager. */
  'pictures.reveal': call<void>()(z.object({ pictureId: sha256 })),
  /**
   * Drags these pictures as files with good names; to be called while the mouse is pressed. Resolves
   * when they were dropped. `icon`: the picture under the mouse, as rows of blue, green, red and alpha.
   */
  'pictures.drag': call<void>()(
    z.object({
      pictureIds: z.array(sha256).min(1).max(mostDraggedPictures),
      icon: z
        .object({
          width: z.number().int().min(1).max(dragIconSide),
          height: z.number().int().min(1).max(dragIconSide),
          pixels: z.instanceof(Uint8Array),
        })
        .refine(({ width, height, pixels }) => pixels.byteLength === width * height * 4)
        .nullable(),
    }),
  ),
}
