import type { AppFacts } from '@shared/ipc/app'
import type { AppContract } from '@shared/ipc/contract'
import { AppError } from '@shared/ipc/errors'
import type { AsyncLibrary } from '@shared/ipc/library'
import type { HotkeyName, QuickFacts } from '@shared/ipc/quick'
import type { BackgroundState } from '@shared/model/background'
import type { Capture, CaptureFacts } from '@shared/model/capture'
import type { LocalServer } from '@shared/model/engine'
import type { AppEvent } from '@shared/model/events'
import type { Intent } from '@shared/model/intent'
import type { DragIcon } from '@shared/model/pictureExport'
import type { Backups } from '../backups/Backups'
import type { Conversations } from '../conversations/Conversations'
import type { Drafts } from '../conversations/Drafts'
import { findInConversation } from '../conversations/findInConversation'
import type { MessageTree } from '../conversations/MessageTree'
import type { Organizer } from '../conversations/Organizer'
import type { Costs } from '../costs/Costs'
import type { Hotkey } from '../desktop/Hotkey'
import type { Intents } from '../desktop/Intents'
import { quickIntents } from '../desktop/quickIntents'
import type { Dictation } from '../dictation/Dictation'
import type { Recordings } from '../dictation/Recordings'
import type { EngineRegistry } from '../engines/EngineRegistry'
import type { Emitter } from '../lib/Emitter'
import type { PictureExport } from '../pictures/PictureExport'
import type { PictureGeneration } from '../pictures/PictureGeneration'
import type { PictureStops } from '../pictures/PictureStops'
import type { QuestionQueue } from '../runs/QuestionQueue'
import type { Runner } from '../runs/Runner'
import { parseOpenable } from '../security/navigation'
import type { Assistants } from '../settings/Assistants'
import type { Notices } from '../settings/Notices'
import type { SettingsStore } from '../settings/SettingsStore'
import type { AudioFocus } from '../speech/AudioFocus'
import type { ReadAloud } from '../speech/ReadAloud'
import type { SpeechCache } from '../speech/SpeechCache'
import type { SpeechFiles } from '../speech/SpeechFiles'
import type { Exports } from '../transfer/Exports'
import type { Imports } from '../transfer/Imports'
import type { Handlers } from './contexts'

/** All that handlers may reach. Electron's part comes as functions. */
export interface Services {
  readonly library: AsyncLibrary & { start(): void }
  readonly settings: SettingsStore
  readonly notices: Notices
  readonly engines: EngineRegistry
  readonly runner: Runner
  readonly conversations: Conversations
  readonly organizer: Organizer
  readonly tree: MessageTree
  readonly queue: QuestionQueue
  readonly drafts: Drafts
  readonly assistants: Assistants
  readonly costs: Costs
  readonly backups: Backups
  readonly dictation: Dictation
  readonly recordings: Recordings
  readonly pictureExport: Pick<PictureExport, 'export' | 'watch' | 'cancel' | 'show'>
  readonly pictureGeneration: Pick<PictureGeneration, 'quote' | 'keepMask'>
  readonly pictureStops: PictureStops
  readonly attachFile: AsyncLibrary['attachFile']
  readonly intents: Intents
  readonly imports: Imports
  readonly historyExports: Exports
  readonly events: Emitter<AppEvent>
  readonly background: {
    get(): Promise<BackgroundState>
    setStartAtLogin(isOn: boolean): Promise<BackgroundState>
    closeWindow(): void
    keepWindow(): void
  }
  readonly readAloud: Pick<ReadAloud, 'read' | 'sample' | 'voices' | 'quote' | 'wordsOf'>
  readonly audioFocus: AudioFocus
  readonly speechCache: Pick<SpeechCache, 'keep' | 'sum' | 'trim'>
  readonly speechFiles: SpeechFiles
  readonly quick: {
    readonly hotkey: Hotkey
    readonly captureHotkey: Hotkey
    copyBack(text: string): Promise<void>
    facts(): QuickFacts
    isWindow(windowId: number): boolean
    hide(): void
    resize(height: number): void
    continueInMain(intents: readonly Intent[]): void
  }
  readonly capture: {
    facts(): CaptureFacts
    selection(): Promise<Capture | null>
    clipboard(): Promise<Capture | null>
    screen(): Promise<Capture | null>
    choose(windowId: number, region: { x: number; y: number; width: number; height: number } | null): boolean
  }
  facts(): Promise<AppFacts>
  discover(): Promise<readonly LocalServer[]>
  openOutside(url: string): Promise<void>
  copyText(text: string): Promise<void>
  copyPicture(pictureId: string): Promise<void>
  revealPicture(pictureId: string): Promise<void>
  dragPictures(pictureIds: readonly string[], icon: DragIcon | null, windowId: number): Promise<void>
  showFolder(folder: 'userData' | 'logs' | 'pictures'): Promise<void>
}

/** The one complete list of what a window may ask. Input is already parsed, the caller is already trusted. */
export const handlers = (services: Services): Handlers<AppContract> => {
  const { library, settings, notices, engines, runner, conversations, events, readAloud } = services
  const { audioFocus, speechCache, speechFiles, dictation, recordings } = services
  const { imports, historyExports, pictureExport } = services
  const { organizer, tree, queue, drafts, assistants, costs, intents, quick } = services
  const picture = async (id: string) => {
    const found = await library.getPicture({ id })
    if (!found) throw new AppError('picture/not-found')
    return found
  }
  const hotkeyOf = (which: HotkeyName): Hotkey => (which === 'capture' ? quick.captureHotkey : quick.hotkey)
  const onlyQuick = (windowId: number) => {
    if (!quick.isWindow(windowId)) throw new AppError('ipc/bad-sender')
  }
  return {
    'app.facts': () => services.facts(),
    'app.watch': (_input, { signal, windowId }) =>
      events.watch(
        signal,
        [
          { type: 'settings.changed', settings: settings.get() },
          { type: 'engines.changed', engines: engines.list() },
          { type: 'notices.changed', notices: notices.list() },
          { type: 'runs.changed', conversationIds: runner.activeConversationIds },
          ...intents.missed(),
        ],
        // A page does not know its own id, so what is for one window is sorted here.
        (event) => event.type !== 'speech.requested' || event.windowId === windowId,
      ),
    'app.dismissNotice': ({ kind }) => notices.dismiss(kind),
    'app.openLink': ({ url }) => {
      const address = parseOpenable(url)
      if (address === null) throw new AppError('ipc/bad-input', 'This kind of link is not opened')
      return services.openOutside(address)
    },
    'app.copyText': ({ text }) => services.copyText(text),
    'app.showFolder': ({ folder }) => services.showFolder(folder),

    'settings.update': (patch) => settings.update(patch),

    'assistants.save': (input) => assistants.save(input),
    'assistants.remove': ({ id }) => assistants.remove(id),
    'assistants.reorder': ({ ids }) => assistants.reorder(ids),
    'assistants.export': ({ ids }, { windowId }) => assistants.export(ids, windowId),
    'assistants.import': (_input, { windowId }) => assistants.import(windowId),

    'engines.connect': (input) => engines.connect(input),
    'engines.remove': ({ engineId }) => engines.remove(engineId),
    'engines.forgetKey': ({ engineId }) => engines.forgetKey(engineId),
    'engines.models': ({ engineId, refresh }) => engines.models(engineId, refresh),
    'engines.discover': () => services.discover(),

    'conversations.list': (input) => library.listConversations(input),
    'conversations.watch': ({ conversationId, after }, { signal }) =>
      conversations.watch(conversationId, after, signal),
    'conversations.rename': ({ conversationId, title }) => conversations.rename(conversationId, title),
    'conversations.arrange': ({ conversationIds, change }) => organizer.arrange(conversationIds, change),
    'conversations.undo': ({ undoId }) => organizer.undo(undoId),
    'conversations.emptyTrash': () => organizer.emptyTrash(),
    'conversations.delete': ({ conversationId }) => conversations.delete(conversationId),
    'conversations.selectLeaf': ({ conversationId, leafId }) =>
      conversations.selectLeaf(conversationId, leafId),
    'conversations.setChoices': ({ conversationId, choices }) =>
      conversations.setChoices(conversationId, choices),
    'conversations.branch': ({ messageId }) => tree.branch(messageId),
    'conversations.find': (input) => findInConversation(library, input),
    'conversations.search': (input) => library.search(input),
    'folders.list': () => organizer.listFolders(),
    'folders.create': ({ name }) => organizer.createFolder(name),
    'folders.rename': ({ folderId, name }) => organizer.renameFolder(folderId, name),
    'folders.delete': ({ folderId }) => organizer.deleteFolder(folderId),
    'messages.load': ({ ids }) => conversations.load(ids),
    'messages.saveEdit': ({ messageId, text }) => tree.saveEdit(messageId, text),
    'messages.remove': ({ messageId }) => tree.remove(messageId),
    'messages.restore': ({ undoId }) => tree.restore(undoId),
    'drafts.load': ({ conversationId }) => drafts.load(conversationId),
    'drafts.save': ({ conversationId, draft }) => drafts.save(conversationId, draft),

    'backups.list': () => services.backups.list(),
    'backups.create': (_input, { signal }) => services.backups.create(signal),
    'backups.restore': ({ id }, { signal }) => services.backups.restore(id, signal),
    'backups.openAgain': () => library.start(),

    'runs.start': (input, { windowId }) => runner.start(input, windowId),
    'runs.enqueue': (input, { windowId }) => queue.enqueue(input, windowId),
    'runs.unqueue': ({ conversationId, queuedId }) => queue.unqueue(conversationId, queuedId),
    'runs.regenerate': (input, { windowId }) => runner.regenerate(input, windowId),
    'runs.continue': (input, { windowId }) => runner.continue(input, windowId),
    'runs.stop': ({ conversationId }) => runner.stop(conversationId),

    'files.attach': (input) => services.attachFile(input),
    'files.missing': (input) => library.missingFiles(input),

    'pictures.get': ({ pictureId }) => picture(pictureId),
    'gallery.outline': (input) => library.outlineGallery(input),
    'gallery.rows': (input) => library.loadGalleryRows(input),
    'gallery.ids': (input) => library.listGalleryIds(input),
    'gallery.choices': () => library.listPictureChoices(),
    'gallery.neighbours': (input) => library.findNeighbours(input),
    'gallery.shownIn': (input) => library.listShownIn(input),
    'gallery.keepThumbnail': (input) => library.keepThumbnail(input),
    'pictures.copy': ({ pictureId }) => services.copyPicture(pictureId),
    'pictures.export': (input, { windowId, signal }) => pictureExport.export(input, windowId, signal),
    'pictures.watchExport': (_input, { signal }) => pictureExport.watch(signal),
    'pictures.cancelExport': () => pictureExport.cancel(),
    'pictures.showExport': ({ transferId }) => pictureExport.show(transferId),
    'pictures.reveal': ({ pictureId }) => services.revealPicture(pictureId),
    'pictures.drag': ({ pictureIds, icon }, { windowId }) =>
      services.dragPictures(pictureIds, icon, windowId),

    'pictures.quote': (input) => services.pictureGeneration.quote(input),
    'pictures.stopOne': ({ messageId, index }) => services.pictureStops.stop(messageId, index),
    'pictures.lineage': ({ pictureId }) => library.pictureLineage({ id: pictureId }),
    'pictures.keepMask': (input) => services.pictureGeneration.keepMask(input),

    'speech.read': (input, { signal }) => readAloud.read(input, signal),
    'speech.sample': (input, { signal }) => readAloud.sample(input, signal),
    'speech.takeFocus': (_input, { signal }) => audioFocus.take(signal),
    'speech.stop': () => audioFocus.stopSpeaking(),
    'speech.voices': () => readAloud.voices(),
    'speech.quote': (input) => readAloud.quote(input),
    'speech.cache': (input) => speechCache.keep(input),
    'speech.cacheSize': () => speechCache.sum(),
    'speech.clearCache': () => speechCache.trim(0),
    'speech.chooseTarget': async ({ messageId }, { windowId }) =>
      speechFiles.choose(await readAloud.wordsOf(messageId), windowId),
    'speech.save': ({ exportId, bytes }) => speechFiles.save(exportId, bytes),

    'dictation.hold': (input, { windowId, signal }) => dictation.hold(input, windowId, signal),
    'dictation.begin': (_input, { windowId }) => dictation.begin(windowId),
    'dictation.add': ({ recordingId, pcm }, { windowId }) => recordings.add(windowId, recordingId, pcm),
    'dictation.transcribe': (input, { signal }) => dictation.transcribe(input, signal),
    'dictation.forget': ({ recordingId }) => recordings.forget(recordingId),
    'dictation.kept': (_input, { windowId }) => recordings.kept(windowId),
    'dictation.quote': () => dictation.quote(),

    'capture.facts': () => services.capture.facts(),
    'capture.selection': () => services.capture.selection(),
    'capture.clipboard': () => services.capture.clipboard(),
    'capture.screen': () => services.capture.screen(),
    'capture.choose': ({ region }, { windowId }) => {
      if (!services.capture.choose(windowId, region)) throw new AppError('ipc/bad-sender')
    },

    'background.get': () => services.background.get(),
    'background.setStartAtLogin': ({ isOn }) => services.background.setStartAtLogin(isOn),
    'background.closeWindow': () => services.background.closeWindow(),
    'background.keepWindow': () => services.background.keepWindow(),

    'intents.take': ({ window }) => intents.take(window),

    'quick.hotkey': ({ which }, { signal }) =>
      hotkeyOf(which).changes.watch(signal, [hotkeyOf(which).status]),
    'quick.presses': ({ which }, { signal }) => hotkeyOf(which).takePresses(signal),
    'quick.tryAgain': ({ which }) => hotkeyOf(which).tryAgain(),
    'quick.goneAstray': ({ which }) => hotkeyOf(which).goneAstray(),
    'quick.copyBack': async ({ text }, { windowId }) => {
      onlyQuick(windowId)
      await quick.copyBack(text)
    },
    'quick.facts': () => quick.facts(),
    'quick.hide': (_input, { windowId }) => {
      onlyQuick(windowId)
      quick.hide()
    },
    'quick.resize': ({ height }, { windowId }) => {
      onlyQuick(windowId)
      quick.resize(height)
    },
    'quick.continue': ({ conversationId, draft, settings }, { windowId }) => {
      onlyQuick(windowId)
      quick.continueInMain(quickIntents({ conversationId, draft, settings }))
    },

    'costs.ofConversation': ({ conversationId }) => costs.ofConversation(conversationId),
    'costs.ofMonth': ({ month }) => costs.ofMonth(month),

    'transfer.import': (_input, { windowId, signal }) => imports.import(windowId, signal),
    'transfer.watchImport': (_input, { signal }) => imports.watch(signal),
    'transfer.cancelImport': () => imports.cancel(),
    'transfer.export': (input, { windowId, signal }) =>
      historyExports.exportConversations(input, windowId, signal),
    'transfer.exportEverything': (_input, { windowId, signal }) =>
      historyExports.exportEverything(windowId, signal),
    'transfer.watchExport': (_input, { signal }) => historyExports.watch(signal),
    'transfer.cancelExport': () => historyExports.cancel(),
    'transfer.showExport': ({ transferId }) => historyExports.show(transferId),
    'transfer.saveReport': ({ transferId }, { windowId }) => imports.saveReport(transferId, windowId),
  }
}
