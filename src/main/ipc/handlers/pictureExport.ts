import type { pictureExport as contract } from '@shared/ipc/pictureExport'
import type { DragIcon } from '@shared/model/pictureExport'
import type { PictureExport } from '../../pictures/PictureExport'
import type { Handlers } from '../contexts'

interface Needs {
  readonly pictureExport: PictureExport
  readonly revealPicture: (id: string) => Promise<void>
  readonly dragPictures: (ids: readonly string[], icon: DragIcon | null, windowId: number) => Promise<void>
}

export const pictureExportHandlers = ({
  pictureExport,
  revealPicture,
  dragPictures,
}: Needs): Handlers<typeof contract> => ({
  'pictures.export': (input, { windowId, signal }) => pictureExport.export(input, windowId, signal),
  'pictures.watchExport': (_input, { signal }) => pictureExport.watch(signal),
  'pictures.cancelExport': () => pictureExport.cancel(),
  'pictures.showExport': ({ transferId }) => pictureExport.show(transferId),
  'pictures.reveal': ({ pictureId }) => revealPicture(pictureId),
  'pictures.drag': ({ pictureIds, icon }, { windowId }) => dragPictures(pictureIds, icon, windowId),
})
