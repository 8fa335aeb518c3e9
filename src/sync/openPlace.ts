import type { SyncPlace } from '@shared/model/sync'
import { FolderPlace } from './FolderPlace'
import { rootFolder } from './layout'
import { type Place, PlaceWithin } from './Place'
import { WebDavPlace } from './WebDavPlace'

/** The folder of ours in the place that the user gave. Nothing is asked of it yet. */
export const openPlace = (place: SyncPlace, password: string): Place => {
  const outer =
    place.type === 'folder' ? new FolderPlace(place.path) : new WebDavPlace({ ...place, password })
  return new PlaceWithin(outer, rootFolder)
}
