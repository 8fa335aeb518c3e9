import { randomInt } from 'node:crypto'
import { pictureOptionsOf } from '@shared/model/pictureOptions'
import { priceOfPicture } from '../costs/prices'
import { DraggedPictures } from '../pictures/DraggedPictures'
import type { DrawingDeps } from '../pictures/drawing'
import { PictureExport } from '../pictures/PictureExport'
import { PictureGeneration } from '../pictures/PictureGeneration'
import { PictureStops } from '../pictures/PictureStops'
import type { PictureEncoder } from '../pictures/pictureFiles'
import { attachChecked } from '../tools/attachChecked'
import type { ExportDialogs } from '../transfer/ExportDialogs'
import type { Foundation } from './foundation'

export interface PicturesSurroundings {
  /** Really opens a picture, apart from main; `picture/unreadable` where that fails. */
  readonly checkPicture: (bytes: Uint8Array, signal?: AbortSignal) => Promise<void>
  readonly openPictureEncoder: () => Promise<PictureEncoder>
  readonly exportDialogs: ExportDialogs
  readonly showInFolder: (path: string) => void
  readonly temporaryFolder: string
  readonly appVersion: string
}

/** Pictures: drawing them, and taking them out of the app. */
export const composePictures = (
  { library, settings, engines, costs, picturePath, loadKept, sourceOf, getPicture, now, newId }: Foundation,
  surroundings: PicturesSurroundings,
  isReplacing: () => boolean,
) => {
  const { checkPicture } = surroundings
  const software = `Parley ${surroundings.appVersion}`
  const pictureStops = new PictureStops()
  const pictureGeneration = new PictureGeneration({
    library,
    settings: () => settings.get(),
    engines,
    picturePath,
    loadKept,
    check: checkPicture,
  })
  const drawing: DrawingDeps = {
    artistFor: ({ id }) => engines.engine(engines.pick('picture', { engineId: id }).engine.id),
    drawsNothing: (engineId) => engines.lacks(engineId, 'picture'),
    ensureWithin: (engineId) => costs.ensureWithin(engines.payee(engineId)),
    pictureModel: (engineId) => engines.models.modelFor(engineId, 'picture'),
    preferences: () => pictureOptionsOf(settings.get()),
    priceOf: (engineId, model, usage) => priceOfPicture(engines.payee(engineId), model, usage),
    load: pictureGeneration.load,
    check: checkPicture,
    seed: () => randomInt(1, 1_000_000),
    stops: pictureStops,
    keep: library.addPicture,
  }
  return {
    drawing,
    pictureStops,
    pictureGeneration,
    pictureExport: new PictureExport({
      getPicture,
      sourceOf,
      dialogs: surroundings.exportDialogs,
      isReplacing,
      openEncoder: surroundings.openPictureEncoder,
      showInFolder: surroundings.showInFolder,
      software,
      newId,
      now,
    }),
    draggedPictures: new DraggedPictures({
      getPicture,
      sourceOf,
      details: () => settings.get().pictureExport.details,
      namePattern: () => settings.get().pictureExport.namePattern,
      temporaryFolder: surroundings.temporaryFolder,
      software,
      now,
    }),
    attachFile: attachChecked(library.attachFile, checkPicture),
  }
}
