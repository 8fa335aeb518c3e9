import { randomInt, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import type { AppEvent } from '@shared/model/events'
import type { Message } from '@shared/model/message'
import { keptFileName } from '@shared/model/picture'
import { pictureOptionsOf } from '@shared/model/pictureOptions'
import { Backups } from './backups/Backups'
import { ConversationRows } from './conversations/ConversationRows'
import { Conversations } from './conversations/Conversations'
import { Drafts } from './conversations/Drafts'
import { MessageTree } from './conversations/MessageTree'
import { Organizer } from './conversations/Organizer'
import { type TitleModel, Titles } from './conversations/Titles'
import { Costs } from './costs/Costs'
import { Intents } from './desktop/Intents'
import { Dictation } from './dictation/Dictation'
import { Microphone } from './dictation/Microphone'
import { Recordings } from './dictation/Recordings'
import { type EngineEnvironment, EngineRegistry } from './engines/EngineRegistry'
import { defaultRetryPolicy } from './engines/retry'
import type { Emitter } from './lib/Emitter'
import { log } from './lib/log'
import { AppendBatcher } from './library/AppendBatcher'
import type { SpawnLibrary } from './library/childPort'
import { LibraryClient } from './library/LibraryClient'
import {
  reportDamage,
  reportLibrary,
  reportSlowOpening,
  reportUnavailable,
  reportUnwritten,
  reportWritten,
} from './library/libraryNotices'
import { DraggedPictures } from './pictures/DraggedPictures'
import type { DrawingDeps } from './pictures/drawing'
import { PictureExport } from './pictures/PictureExport'
import { PictureGeneration } from './pictures/PictureGeneration'
import { PictureStops } from './pictures/PictureStops'
import type { PictureEncoder } from './pictures/pictureFiles'
import { answerSettings } from './runs/answerSettings'
import { createAttachmentSource, type ShrinkPicture } from './runs/attachmentSource'
import { Feeds } from './runs/Feeds'
import { Previews } from './runs/Previews'
import { QuestionQueue } from './runs/QuestionQueue'
import { Runner } from './runs/Runner'
import { UnsavedMessages } from './runs/UnsavedMessages'
import { Secrets } from './security/Secrets'
import { type AssistantFileDialogs, Assistants } from './settings/Assistants'
import { defaultAssistants } from './settings/defaultAssistants'
import type { Notices } from './settings/Notices'
import { type SettingsFile, SettingsStore } from './settings/SettingsStore'
import type { Vault } from './shell/compat'
import { AudioFocus } from './speech/AudioFocus'
import { ReadAloud } from './speech/ReadAloud'
import { SpeechAudioStore } from './speech/SpeechAudioStore'
import { SpeechCache } from './speech/SpeechCache'
import { type ChooseSpeechFile, SpeechFiles } from './speech/SpeechFiles'
import { attachChecked } from './tools/attachChecked'
import { generateImage } from './tools/generateImage'
import { speakAloud } from './tools/speakAloud'
import { ToolRegistry } from './tools/ToolRegistry'
import { type ExportDialogs, Exports, type PrintPage } from './transfer/Exports'
import { type ImportDialogs, Imports } from './transfer/Imports'

/** What the services need of the outside. */
export interface Surroundings {
  readonly userData: string
  readonly events: Emitter<AppEvent>
  readonly notices: Notices
  readonly settingsFile: SettingsFile
  readonly vault: Vault
  readonly environment: EngineEnvironment
  readonly spawnLibrary: SpawnLibrary
  readonly chooseSpeechFile: ChooseSpeechFile
  readonly assistantFiles: AssistantFileDialogs
  readonly shrinkPicture: ShrinkPicture
  readonly openPictureEncoder: () => Promise<PictureEncoder>
  readonly temporaryFolder: string
  /** Really opens a picture, apart from main; `picture/unreadable` where that fails. */
  readonly checkPicture: (bytes: Uint8Array, signal?: AbortSignal) => Promise<void>
  readonly importDialogs: ImportDialogs
  readonly exportDialogs: ExportDialogs
  readonly printPage: PrintPage
  readonly showInFolder: (path: string) => void
  readonly mayHear: () => Promise<boolean>
  readonly appVersion: string
}

export type AppServices = ReturnType<typeof createServices>

/** Makes each service once and gives it what it needs. Nothing starts here. */
export const createServices = (surroundings: Surroundings) => {
  const { userData, events, notices, settingsFile, vault, environment, spawnLibrary } = surroundings
  const { assistantFiles, shrinkPicture, chooseSpeechFile } = surroundings
  const { importDialogs } = surroundings
  const now = () => Date.now()
  const picturesFolder = join(userData, 'pictures')
  const picturePath = (picture: Parameters<typeof keptFileName>[0]) =>
    join(picturesFolder, keptFileName(picture))

  const settings = new SettingsStore(settingsFile, events, defaultAssistants)
  const secrets = new Secrets(vault, settingsFile, () => settings.get().allowWeakKeyStorage)
  const engines = new EngineRegistry(settings, secrets, events, notices, environment, now)

  const library = new LibraryClient({
    spawn: spawnLibrary,
    onReport: (report, isRestart) => {
      reportLibrary(notices, report, isRestart)
      if (!isRestart && report.readOnly === null) void organizer.emptyExpired()
      backups.opened(report)
    },
    onUnavailable: (failure) => reportUnavailable(notices, failure),
    onDamage: () => reportDamage(notices),
    onSlowOpening: () => reportSlowOpening(notices),
  })
  const growth = new AppendBatcher(library, { onFailure: (error) => reportUnwritten(notices, error) })
  const unsaved = new UnsavedMessages(library, {
    onFailure: (error) => reportUnwritten(notices, error),
    onSaved: () => reportWritten(notices),
  })
  const feeds = new Feeds(randomUUID())
  const rows = new ConversationRows(library, feeds, events)
  const costs = new Costs({ library, settings, notices, now })
  const previews = new Previews()
  const { checkPicture } = surroundings
  const pictureGeneration = new PictureGeneration({
    library,
    settings: () => settings.get(),
    engines,
    picturePath,
    check: checkPicture,
  })
  const pictureStops = new PictureStops()
  const drawing: DrawingDeps = {
    pictureModel: (engineId) => engines.modelFor(engineId, 'picture'),
    preferences: () => pictureOptionsOf(settings.get()),
    priceOf: engines.priceOfPicture.bind(engines),
    load: pictureGeneration.load,
    check: checkPicture,
    seed: () => randomInt(1, 1_000_000),
    stops: pictureStops,
    keep: library.addPicture,
  }
  const tools = new ToolRegistry([
    generateImage(drawing, (engineId) => engines.pictureAbilities(engineId)),
    speakAloud(({ windowId, messageId, callId }) => {
      if (windowId !== null) events.publish({ type: 'speech.requested', windowId, messageId, callId })
    }),
  ])
  const runner = new Runner({
    library,
    growth,
    unsaved,
    rows,
    feeds,
    events,
    previews,
    tools,
    drawing,
    retryPolicy: defaultRetryPolicy,
    attachments: () => createAttachmentSource({ library, picturePath, shrink: shrinkPicture }),
    settingsFor: answerSettings(settings, engines, costs),
    now,
    newId: randomUUID,
  })
  const queue = new QuestionQueue({
    library,
    feeds,
    runner,
    newId: randomUUID,
    onStarted: (messageId, windowId) => {
      if (windowId !== null) events.publish({ type: 'speech.requested', windowId, messageId })
    },
  })
  const drafts = new Drafts(library)
  const conversations = new Conversations({
    library,
    rows,
    feeds,
    runner,
    queue,
    drafts,
    unsaved,
    events,
  })
  const organizer = new Organizer({
    library,
    rows,
    events,
    stop: runner.stop.bind(runner),
    remove: conversations.delete.bind(conversations),
    now,
    newId: randomUUID,
  })
  const tree = new MessageTree({ library, rows, feeds, runner, now, newId: randomUUID })
  const titles = new Titles({
    isWanted: () => settings.get().makeTitles,
    modelFor: (answer) => titleModel(engines, answer),
    retitle: conversations.retitle.bind(conversations),
    charge: costs.charge.bind(costs),
  })
  const backups = new Backups({
    library,
    notices,
    pause: async () => {
      await runner.interruptAll()
      try {
        await growth.flush()
        await unsaved.retry()
        // It would be nowhere: neither in what is set aside nor in what takes its place.
        if (!unsaved.isEmpty) throw new AppError('library/disk-full', 'An answer could not be written yet')
      } catch (error) {
        runner.resume()
        throw error
      }
      return () => runner.resume()
    },
    isTransferring: () => imports.isRunning || historyExports.isRunning || pictureExport.isRunning,
    onReplaced: () => {
      queue.forgetAll()
      feeds.dispose()
      events.publish({ type: 'library.replaced' })
    },
    newId: randomUUID,
    now,
  })
  const assistants = new Assistants(settings, assistantFiles, randomUUID)
  // Each of these handles its own failures.
  runner.ended.subscribe(({ conversation, answer, history }) => {
    void queue.advance(conversation.id, answer.state)
    void titles.consider(conversation, answer, history)
    void costs.check()
    void backups.consider()
  })
  events.subscribe((event) => {
    if (event.type === 'settings.changed') void costs.check()
  })
  const audio = new SpeechAudioStore()
  const loadSynthesizer = async () => {
    const { SpeechSynthesizer } = await import('./speech/SpeechSynthesizer')
    return new SpeechSynthesizer(audio, speechCache)
  }
  const intents = new Intents(events)
  const speechCache = new SpeechCache({
    library,
    pathOf: (fileName) => join(userData, 'speech', fileName),
    limitBytes: () => settings.get().speechKeptMb * 1024 * 1024,
    onMissing: () => notices.show({ kind: 'speech-missing', severity: 'info', data: {} }),
  })
  let keptLimit = settings.get().speechKeptMb
  events.subscribe((event) => {
    if (event.type !== 'settings.changed' || event.settings.speechKeptMb === keptLimit) return
    keptLimit = event.settings.speechKeptMb
    speechCache.trim().catch((error: unknown) => log.error('Kept speech could not be let go', error))
  })
  const readAloud = new ReadAloud({
    library,
    runner,
    engines,
    settings,
    notices,
    loadSynthesizer,
    speakOffline: library.speak,
    costs,
  })
  const audioFocus = new AudioFocus()
  const microphone = new Microphone()
  const recordings = new Recordings(join(userData, 'recordings'), randomUUID)
  const dictation = new Dictation({
    recordings,
    microphone,
    library,
    engines,
    settings,
    costs,
    mayHear: surroundings.mayHear,
  })
  const speechFiles = new SpeechFiles(chooseSpeechFile, randomUUID)
  /** `picture/not-found` where there is none of that id. */
  const getPicture = async (id: string) => {
    const picture = await library.getPicture({ id })
    if (!picture) throw new AppError('picture/not-found')
    return picture
  }
  const software = `Parley ${surroundings.appVersion}`
  const pictureExport = new PictureExport({
    getPicture,
    pathOf: picturePath,
    dialogs: surroundings.exportDialogs,
    isReplacing: () => backups.isRestoring,
    openEncoder: surroundings.openPictureEncoder,
    showInFolder: surroundings.showInFolder,
    software,
    newId: randomUUID,
    now,
  })
  const draggedPictures = new DraggedPictures({
    getPicture,
    pathOf: picturePath,
    details: () => settings.get().pictureExport.details,
    namePattern: () => settings.get().pictureExport.namePattern,
    temporaryFolder: surroundings.temporaryFolder,
    software,
    now,
  })
  const imports = new Imports({
    library,
    dialogs: importDialogs,
    feeds,
    events,
    isReplacing: () => backups.isRestoring,
    tellFolders: () => organizer.tellFolders(),
    newId: randomUUID,
    now,
  })
  const historyExports = new Exports({
    library,
    dialogs: surroundings.exportDialogs,
    printPage: surroundings.printPage,
    showInFolder: surroundings.showInFolder,
    isReplacing: () => backups.isRestoring,
    assistants: () => settings.get().assistants ?? [],
    appVersion: surroundings.appVersion,
    newId: randomUUID,
    now,
  })

  return {
    events,
    notices,
    settings,
    secrets,
    engines,
    library,
    runner,
    conversations,
    organizer,
    tree,
    queue,
    drafts,
    titles,
    assistants,
    costs,
    backups,
    previews,
    audio,
    readAloud,
    audioFocus,
    speechCache,
    microphone,
    recordings,
    dictation,
    speechFiles,
    pictureExport,
    draggedPictures,
    pictureGeneration,
    pictureStops,
    attachFile: attachChecked(library.attachFile, checkPicture),
    intents,
    imports,
    historyExports,
    picturesFolder,
    picturePath,
    getPicture,
    /** Answers in progress are interrupted and written, then the library closes. */
    close: async () => {
      titles.dispose()
      backups.dispose()
      // Leaves no draft behind.
      await historyExports.cancel()
      await pictureExport.cancel()
      await draggedPictures.clear()
      await runner.interruptAll()
      await unsaved.retry()
      feeds.dispose()
      unsaved.dispose()
      await library.close()
    },
  }
}

/** Null for the built-in engine, and for one that was removed meanwhile. */
const titleModel = (engines: EngineRegistry, answer: Message): TitleModel | null => {
  const { engineId, model } = answer
  if (engineId === undefined || model === undefined) return null
  const found = engines.titleModel({ engineId, model })
  return found && { ...found, priceOf: (usage) => engines.priceOfAnswer(found.kind, found.model, usage) }
}
