import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import type { SharedChange } from '@shared/ipc/library'
import type { LibraryReport } from '@shared/ipc/library/opening'
import type { AppEvent } from '@shared/model/events'
import type { Picture } from '@shared/model/picture'
import { keptFileName } from '@shared/model/picture'
import { ConversationRows } from '../conversations/ConversationRows'
import { Costs } from '../costs/Costs'
import { EngineRegistry } from '../engines/EngineRegistry'
import type { EngineEnvironment } from '../engines/environmentEngine'
import type { RouteDeps } from '../engines/transport/route'
import { Transport } from '../engines/transport/Transport'
import { Emitter } from '../lib/Emitter'
import { AppendBatcher } from '../library/AppendBatcher'
import type { SpawnLibrary } from '../library/childPort'
import { LibraryClient } from '../library/LibraryClient'
import {
  reportDamage,
  reportDamageFound,
  reportLibrary,
  reportSlowOpening,
  reportUnavailable,
  reportUnwritten,
  reportWritten,
} from '../library/libraryNotices'
import type { KeptSource } from '../pictures/pictureFiles'
import { Feeds } from '../runs/Feeds'
import { UnsavedMessages } from '../runs/UnsavedMessages'
import { Secrets } from '../security/Secrets'
import type { Vault } from '../security/Vault'
import { Assistants, type SettingsFileDialogs } from '../settings/Assistants'
import { Commands } from '../settings/Commands'
import { defaultAssistants } from '../settings/defaultAssistants'
import type { Notices } from '../settings/Notices'
import { type SettingsFile, SettingsStore } from '../settings/SettingsStore'

export interface FoundationSurroundings {
  readonly userData: string
  readonly events: Emitter<AppEvent>
  readonly notices: Notices
  readonly settingsFile: SettingsFile
  readonly vault: Vault
  readonly environment: EngineEnvironment
  /** The way of requests to engines, as the system says. */
  readonly proxies: RouteDeps
  readonly spawnLibrary: SpawnLibrary
  readonly assistantFiles: SettingsFileDialogs
  readonly commandFiles: SettingsFileDialogs
}

export type Foundation = ReturnType<typeof composeFoundation>

/**
 * What every other part stands on: settings, keys, engines, costs, and the library with what is on its way
 * there.
 */
export const composeFoundation = (surroundings: FoundationSurroundings) => {
  const { userData, events, notices, settingsFile } = surroundings
  const now = () => Date.now()
  const settings = new SettingsStore(settingsFile, events, defaultAssistants)
  const secrets = new Secrets(surroundings.vault, settingsFile, () => settings.get().allowWeakKeyStorage)
  const transport = new Transport(surroundings.proxies)
  const engines = new EngineRegistry({
    settings,
    secrets,
    events,
    notices,
    environment: surroundings.environment,
    now,
    transport,
  })

  /** The library is open, for the first time or again. */
  const libraryOpened = new Emitter<{ readonly report: LibraryReport; readonly isRestart: boolean }>()
  /** What other devices share changed here, or came from them. */
  const libraryShared = new Emitter<SharedChange>()
  const library = new LibraryClient({
    spawn: surroundings.spawnLibrary,
    onReport: (report, isRestart) => {
      reportLibrary(notices, report, isRestart)
      libraryOpened.publish({ report, isRestart })
    },
    onUnavailable: (failure) => reportUnavailable(notices, failure),
    onShared: (told) => libraryShared.publish(told),
    onDamage: () => reportDamage(notices),
    onDamageFound: (found) => reportDamageFound(notices, found),
    onSlowOpening: () => reportSlowOpening(notices),
  })
  const growth = new AppendBatcher(library, { onFailure: (error) => reportUnwritten(notices, error) })
  const unsaved = new UnsavedMessages(library, {
    onFailure: (error) => reportUnwritten(notices, error),
    onSaved: () => reportWritten(notices),
  })
  const feeds = new Feeds(randomUUID())
  const picturesFolder = join(userData, 'pictures')
  return {
    events,
    notices,
    settings,
    secrets,
    engines,
    transport,
    assistants: new Assistants(settings, surroundings.assistantFiles, randomUUID),
    commands: new Commands(settings, surroundings.commandFiles, randomUUID),
    costs: new Costs({ library, settings, notices, now }),
    library,
    libraryOpened,
    libraryShared,
    growth,
    unsaved,
    feeds,
    rows: new ConversationRows(library, feeds, events),
    picturesFolder,
    picturePath: (picture: Parameters<typeof keptFileName>[0]) => join(picturesFolder, keptFileName(picture)),
    filePath: (fileId: string) => join(userData, 'files', fileId),
    /** The bytes of a picture or file that was kept at this path, or is in memory only. */
    loadKept: async (id: string, path: string): Promise<Uint8Array> => {
      try {
        return await readFile(path)
      } catch (error) {
        const bytes = await library.getTemporaryBytes({ id })
        if (bytes) return bytes
        throw error
      }
    },
    /** A picture as it is kept, wherever that is. */
    sourceOf: async (picture: Picture): Promise<KeptSource> => ({
      path: join(picturesFolder, keptFileName(picture)),
      format: picture.format,
      bytes: await library.getTemporaryBytes({ id: picture.id }),
    }),
    /** `picture/not-found` where there is none of that id. */
    getPicture: async (id: string): Promise<Picture> => {
      const picture = await library.getPicture({ id })
      if (!picture) throw new AppError('picture/not-found')
      return picture
    },
    now,
    newId: randomUUID,
  }
}
