import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import { pictureFileName } from '@shared/ipc/library'
import type { AppEvent } from '@shared/model/events'
import { Conversations } from './conversations/conversations'
import { type EngineEnvironment, EngineRegistry } from './engines/registry'
import { defaultRetryPolicy } from './engines/retry'
import type { Hub } from './lib/hub'
import { AppendBatcher } from './library/appendBatcher'
import type { SpawnLibrary } from './library/childPort'
import { LibraryClient } from './library/libraryClient'
import { reportLibrary, reportUnwritten, reportWritten } from './library/libraryNotices'
import { type ChooseFile, PictureExports } from './pictures/pictureExports'
import { answerSettings } from './runs/answerSettings'
import { Feeds } from './runs/feeds'
import { Previews } from './runs/previews'
import { Runner } from './runs/runner'
import { UnsavedMessages } from './runs/unsavedMessages'
import { Secrets } from './security/secrets'
import type { Notices } from './settings/notices'
import { type SettingsFile, SettingsStore } from './settings/settingsStore'
import type { Vault } from './shell/compat'
import { Speaker } from './speech/Speaker'
import { SpeechAudioStore } from './speech/SpeechAudioStore'
import { Talker } from './speech/talker'
import { generateImage } from './tools/generateImage'
import { speakAloud } from './tools/speakAloud'
import { ToolRegistry } from './tools/toolRegistry'

/** What the services need of the outside. */
export interface Surroundings {
  readonly userData: string
  readonly events: Hub<AppEvent>
  readonly notices: Notices
  readonly settingsFile: SettingsFile
  readonly vault: Vault
  readonly environment: EngineEnvironment
  readonly spawnLibrary: SpawnLibrary
  readonly chooseFile: ChooseFile
}

export type AppServices = ReturnType<typeof createServices>

/** Makes each service once and gives it what it needs. Nothing starts here. */
export const createServices = (surroundings: Surroundings) => {
  const { userData, events, notices, settingsFile, vault, environment, spawnLibrary, chooseFile } =
    surroundings
  const now = () => Date.now()
  const picturesFolder = join(userData, 'pictures')

  const settings = new SettingsStore(settingsFile, events)
  const secrets = new Secrets(vault, settingsFile, () => settings.get().allowWeakKeyStorage)
  const engines = new EngineRegistry(settings, secrets, events, notices, environment, now)

  const library = new LibraryClient({
    spawn: spawnLibrary,
    onReport: (report, isRestart) => reportLibrary(notices, report, isRestart),
    onUnavailable: () => notices.show({ kind: 'library-unavailable', severity: 'error', data: {} }),
  })
  const growth = new AppendBatcher(library, { onFailure: (error) => reportUnwritten(notices, error) })
  const unsaved = new UnsavedMessages(library, {
    onFailure: (error) => reportUnwritten(notices, error),
    onSaved: () => reportWritten(notices),
  })
  const feeds = new Feeds(randomUUID())
  const previews = new Previews()
  const studio = {
    pictureModel: (engineId: string) => engines.modelFor(engineId, 'picture'),
    pictureSize: () => settings.get().pictureSize,
    priceOf: engines.priceOfPicture.bind(engines),
    keep: library.addPicture,
  }
  const tools = new ToolRegistry([
    generateImage(studio),
    speakAloud(({ windowId, messageId, callId }) => {
      if (windowId !== null) events.publish({ type: 'speech.requested', windowId, messageId, callId })
    }),
  ])
  const runner = new Runner({
    library,
    growth,
    unsaved,
    feeds,
    events,
    previews,
    tools,
    studio,
    retryPolicy: defaultRetryPolicy,
    settingsFor: answerSettings(settings, engines),
    now,
    newId: randomUUID,
  })
  const conversations = new Conversations(library, feeds, runner, unsaved, events)
  const audio = new SpeechAudioStore()
  const speaker = new Speaker(audio, library.speak)
  const talker = new Talker({ library, runner, engines, settings, notices, speaker })
  const picturePath = (picture: Parameters<typeof pictureFileName>[0]) =>
    join(picturesFolder, pictureFileName(picture))
  const exports = new PictureExports(chooseFile, picturePath, randomUUID)

  return {
    events,
    notices,
    settings,
    secrets,
    engines,
    library,
    runner,
    conversations,
    previews,
    audio,
    talker,
    exports,
    picturesFolder,
    picturePath,
    /** `picture/not-found` where there is none of that id. */
    getPicture: async (id: string) => {
      const picture = await library.getPicture({ id })
      if (!picture) throw new AppError('picture/not-found')
      return picture
    },
    /** Answers in progress are interrupted and written, then the library closes. */
    close: async () => {
      await runner.interruptAll()
      await unsaved.retry()
      feeds.dispose()
      unsaved.dispose()
      await library.close()
    },
  }
}
