import { createHash } from 'node:crypto'
import dns from 'node:dns'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AppContract, contract } from '@shared/ipc/contract'
import type { CallName, InputOf, OutputOf } from '@shared/ipc/define'
import { AppError } from '@shared/ipc/errors'
import type {
  CloseRequest,
  LibraryMethod,
  LibraryReply,
  LibraryRequest,
  SyncPortRequest,
} from '@shared/ipc/library'
import type { AppEvent, ConversationFeedItem } from '@shared/model/events'
import type { InsertionTarget } from '@shared/model/insertion'
import type { DirectPort } from '@shared/sync/directPort'
import { afterEach, beforeEach, vi } from 'vitest'
import { readContents } from '../../../src/library/attachments/readContents'
import { BackupKeeper } from '../../../src/library/backups/BackupKeeper'
import { ContentFolder, filesFolder } from '../../../src/library/ContentFolder'
import { LibraryServer } from '../../../src/library/LibraryServer'
import { createLibrary } from '../../../src/library/library'
import { Maintenance } from '../../../src/library/Maintenance'
import { ArchiveJob } from '../../../src/library/transfer/archive/ArchiveJob'
import { ArchiveReader } from '../../../src/library/transfer/archive/ArchiveReader'
import { ExportJobs, readsOf } from '../../../src/library/transfer/export/ExportJobs'
import { runExport } from '../../../src/library/transfer/export/runExport'
import { FileImportReader } from '../../../src/library/transfer/import/FileImportReader'
import { ImportJobs } from '../../../src/library/transfer/import/ImportJobs'
import { type AppServices, createServices } from '../../../src/main/compose/services'
import { Hotkey } from '../../../src/main/desktop/Hotkey'
import { handlers } from '../../../src/main/ipc/handlers/handlers'
import { Router } from '../../../src/main/ipc/Router'
import { Emitter } from '../../../src/main/lib/Emitter'
import type { ChildPort } from '../../../src/main/library/childPort'
import { Notices } from '../../../src/main/settings/Notices'
import { here } from '../../fakes/backupHere'
import { fakeEncoder } from '../../fakes/fakeEncoder'
import { type FaultServer, startFaultServer } from '../../fakes/faultServer'
import { MemorySettingsFile } from '../../fakes/memorySettingsFile'
import { readerHere } from '../../fakes/readerHere'
import { channelHere, syncHostHere } from '../../fakes/syncHostHere'

/** The request at which the library's process ends, unanswered: before it is done or after. */
interface Crash {
  readonly at: LibraryMethod
  readonly isDone: boolean
}

/** The library's own server on real files, without its process. */
const noHotkey = () => new Hotkey({ grab: () => 'refused', release: () => {} }, 'x11', () => {})
async function* noEvents(): AsyncGenerator<never> {}

const libraryHere = (folder: string): ChildPort & { crash(crash: Crash): void } => {
  const post = (reply: LibraryReply) =>
    setImmediate(() => {
      if (!isKilled) messages.forEach((listener) => void listener(reply))
    })
  const library = createLibrary({ folder, onArrived: (arrived) => post({ arrived }) })
  const messages: ((message: unknown) => void)[] = []
  const exits: ((code: number) => void)[] = []
  const reader = {
    read: async (bytes: Uint8Array) => {
      const contents = await readContents(bytes)
      const id = createHash('sha256').update(bytes).digest('hex')
      new ContentFolder(filesFolder(folder)).write(id, bytes)
      return { ...contents, id, byteLength: bytes.byteLength }
    },
    readOnly: readContents,
  }
  const server = new LibraryServer({
    library,
    voice: {
      speak: async () => {
        throw new AppError('speech/unavailable')
      },
    },
    reader,
    imports: new ImportJobs({
      store: library,
      openReader: (path) => new FileImportReader({ path, libraryFolder: folder, now: Date.now() }),
      files: reader,
      restore: (path) => {
        const { schemaVersion } = library.countArchived()
        return new ArchiveJob(library, new ArchiveReader({ path, libraryFolder: folder, schemaVersion }))
      },
    }),
    exports: new ExportJobs((task, onProgress) => {
      const cancelled = new AbortController()
      const outcome = runExport(task, {
        libraryFolder: folder,
        reads: readsOf(library),
        signal: cancelled.signal,
        onProgress,
      })
      return { outcome, cancel: () => cancelled.abort() }
    }, folder),
    backups: new BackupKeeper({ folder, library: library.forBackups, work: here }),
    // As through a port: never within the call.
    post,
    maintenance: new Maintenance({
      library,
      now: Date.now,
      whenIdle: (work) => setImmediate(work),
      later: () => () => {},
      onFault: () => {},
    }),
    logFault: () => {},
  })
  let isKilled = false
  let syncPort: DirectPort | null = null
  let crash: Crash | null = null
  const kill = () => {
    isKilled = true
    syncPort?.close()
    end(1)
  }
  const end = (code: number) => {
    library.close()
    setImmediate(() => exits.forEach((listener) => void listener(code)))
  }
  return {
    post: (message, ports = []) => {
      const request = structuredClone(message) as LibraryRequest | CloseRequest | SyncPortRequest
      if (isKilled) return
      if ('close' in request) end(0)
      else if ('syncPort' in request) {
        const [port] = ports as readonly [DirectPort]
        syncPort = port
        server.serveSync(port)
      } else if (!crash || crash.at !== request.method) server.handle(request)
      else {
        if (crash.isDone) server.handle(request)
        kill()
      }
    },
    onMessage: (listener) => messages.push(listener),
    onExit: (listener) => exits.push(listener),
    kill,
    crash: (next) => {
      crash = next
    },
  }
}

const vault = {
  isAvailable: async () => true,
  backend: () => 'test',
  encrypt: async (secret: string) => Buffer.from(secret),
  decrypt: async (bytes: Uint8Array) => Buffer.from(bytes).toString(),
  allowWeak: () => {},
}

/** All of main but Electron, over a real library and a scripted server. */
export interface TestApp {
  readonly services: AppServices
  readonly events: AppEvent[]
  readonly settingsFile: MemorySettingsFile
  readonly router: Router<AppContract>
  /** Calls as a window would: through the router, with its checks. Throws the failure as an AppError. */
  call<N extends CallName<AppContract>>(
    name: N,
    input: InputOf<AppContract[N]>,
  ): Promise<OutputOf<AppContract[N]>>
  /** What a window that watches sees, and a way to wait for it. */
  watch(conversationId: string): Watched
  /** Resolves when no answer is in progress there. */
  idle(conversationId: string): Promise<void>
  /** The next page is drawn until its export is cancelled; resolves when that has begun. */
  drawsUntilCancelled(): Promise<void>
  /** The library's process ends, as after a fault; the next one is started. */
  crashLibrary(): void
  /** The same at the next such request, which is left unanswered: before it is done, or after. */
  crashLibraryAt(method: LibraryMethod, isDone: boolean): void
  close(): Promise<void>
}
export interface Watched {
  readonly items: readonly ConversationFeedItem[]
  until(isIt: (item: ConversationFeedItem) => boolean): Promise<ConversationFeedItem>
}

export interface AppPlace {
  readonly folder: string
  readonly server: FaultServer
  /** The dialogs' answers, and what was shown in the file manager. */
  readonly dialogs: { target: string | null; source: string | null; readonly shown: string[] }
  /** `address`: another server than the scripted one. */
  start(settings?: Readonly<Record<string, unknown>>, address?: string): TestApp
  /** Another, with a profile of its own beside the first. */
  startBeside(profile: string): TestApp
  /** A file beside the app's own folder. */
  file(name: string, content: string | Uint8Array): string
}

export const chatPath = '/v1/chat/completions'

/**
 * A name that leads to the scripted server, but is not of this network: what such a server charges is not
 * known.
 */
const remoteHost = 'models.example'

const resolveRemoteHost = (): void => {
  const lookup = dns.lookup as (...input: unknown[]) => void
  vi.spyOn(dns, 'lookup').mockImplementation(((host: string, ...rest: unknown[]) =>
    lookup(host === remoteHost ? '127.0.0.1' : host, ...rest)) as never)
}

/** Gives each test a folder, a server of OpenAI's shape, and apps that are closed at the end. */
export const appPlace = ({ isRemote = false } = {}): AppPlace => {
  vi.setConfig({ testTimeout: 60_000 })
  let folder = ''
  let server: FaultServer | null = null
  let apps: TestApp[] = []
  const dialogs: AppPlace['dialogs'] = { target: null, source: null, shown: [] }
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parley-app-'))
    server = await startFaultServer()
    if (isRemote) resolveRemoteHost()
    dialogs.target = null
    dialogs.source = null
    dialogs.shown.length = 0
    apps = []
  })
  afterEach(async () => {
    for (const app of apps) await app.close()
    await server?.stop()
    vi.restoreAllMocks()
    rmSync(folder, { recursive: true, force: true })
  })
  const running = () => {
    if (!server) throw new Error('Only within a test')
    return server
  }
  return {
    get folder() {
      return folder
    },
    get server() {
      return running()
    },
    dialogs,
    file: (name, content) => {
      const path = join(folder, name)
      writeFileSync(path, content)
      return path
    },
    startBeside: (profile) => {
      const app = startApp(join(folder, profile), running().baseUrl, {}, dialogs)
      apps.push(app)
      return app
    },
    start: (settings = {}, address = running().baseUrl) => {
      const reached = isRemote ? address.replace('127.0.0.1', remoteHost) : address
      const app = startApp(join(folder, 'profile'), reached, settings, dialogs)
      apps.push(app)
      return app
    },
  }
}

const startApp = (
  userData: string,
  baseUrl: string,
  settings: Readonly<Record<string, unknown>>,
  dialogs: AppPlace['dialogs'],
): TestApp => {
  mkdirSync(userData, { recursive: true })
  const emitter = new Emitter<AppEvent>()
  const events: AppEvent[] = []
  emitter.subscribe((event) => events.push(event))
  const settingsFile = new MemorySettingsFile(
    JSON.stringify({ makeTitles: false, model: 'test-model', ...settings }),
  )
  let beginDrawing: (() => void) | null = null
  let libraryProcess: ReturnType<typeof libraryHere> | null = null
  const services = createServices({
    spawnMcpHost: () => {
      throw new Error('No tool server is started here')
    },
    openOutside: async () => {},
    userFolders: { home: userData, appData: userData },
    chooseToolBundle: async () => null,
    chooseToolProgram: async () => null,
    userData,
    events: emitter,
    notices: new Notices(emitter),
    settingsFile,
    vault,
    environment: { key: 'sk-test', baseUrl },
    spawnLibrary: () => {
      libraryProcess = libraryHere(userData)
      return libraryProcess
    },
    spawnWebReader: readerHere,
    proxies: { resolveProxy: async () => 'DIRECT', environment: {} },
    syncDialogs: {
      chooseFolder: async () => dialogs.source,
      chooseWordsTarget: async () => dialogs.target,
      printWords: async () => {},
    },
    spawnSyncHost: syncHostHere,
    makeChannel: channelHere,
    isFocused: () => true,
    watchMoments: () => () => {},
    chooseSpeechFile: async () => dialogs.target,
    assistantFiles: {
      chooseTarget: async () => dialogs.target,
      chooseSource: async () => dialogs.source,
    },
    commandFiles: {
      chooseTarget: async () => dialogs.target,
      chooseSource: async () => dialogs.source,
    },
    shrinkPicture: async () => null,
    openPictureEncoder: async () => fakeEncoder(),
    temporaryFolder: userData,
    checkPicture: async () => {},
    importDialogs: {
      chooseSource: async () => dialogs.source,
      chooseReport: async () => dialogs.target,
    },
    exportDialogs: {
      chooseFile: async () => dialogs.target,
      chooseFolder: async () => dialogs.target,
    },
    printPage: async () => new TextEncoder().encode('PDF'),
    // The page itself stands for its picture.
    drawPage: async ({ htmlPath }, signal) => {
      if (beginDrawing) {
        beginDrawing()
        beginDrawing = null
        await new Promise<never>((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new AppError('cancelled')), { once: true })
        })
      }
      const page = readFileSync(htmlPath)
      if (page.includes('too tall')) throw new AppError('transfer/too-tall')
      return page
    },
    drawDiagrams: async (sources) =>
      Object.fromEntries(
        sources
          .filter((source) => source.startsWith('graph'))
          .map((source) => [source, 'data:image/svg+xml;base64,QUFB']),
      ),
    watchPreview: async (_address, _windowId, signal) => ({
      stopped: new Promise((resolve) => signal.addEventListener('abort', () => resolve(null))),
    }),
    showInFolder: (path) => dialogs.shown.push(path),
    mayHear: async () => true,
    appVersion: '1.2.3',
  })
  services.library.start()
  const { model = 'test-model' } = settings
  services.settings.overrideForRun({ model: model === null ? null : String(model) })
  const background = { hasTray: false, startAtLogin: 'off', hasNotifications: false } as const
  const outside = {
    background: {
      get: async () => background,
      setStartAtLogin: async () => background,
      closeWindow: () => {},
      keepWindow: () => {},
    },
    quick: {
      copyBack: async () => {},
      hotkeys: { quick: noHotkey(), capture: noHotkey(), dictation: noHotkey() },
      target: { changes: new Emitter<InsertionTarget | null>(), now: () => null },
      insert: async () => ({ type: 'inserted' }) as const,
      facts: () => ({ command: 'parley --quick', desktop: '' }),
      isWindow: () => false,
      hide: () => {},
      resize: () => {},
      continueInMain: () => {},
    },
    dictateAnywhere: {
      seesRelease: false,
      last: null,
      isBar: () => false,
      watch: () => noEvents(),
      hold: () => noEvents(),
      handedOver: () => {},
      act: () => {},
      openSettings: () => {},
      resize: () => {},
    },
    capture: {
      facts: () => ({ readsSelection: false, desktopAsks: false }),
      selection: async () => null,
      clipboard: async () => null,
      screen: async () => null,
      choose: () => false,
    },
    facts: async () => {
      throw new Error('Not here')
    },
    discover: async () => [],
    chooseCertificates: async () => dialogs.source,
    openOutside: async () => {},
    copyText: async () => {},
    copyMarkdown: async () => {},
    copyPicture: async () => {},
    revealPicture: async () => {},
    dragPictures: async () => {},
    showFolder: async () => {},
  }
  const router = new Router(contract, handlers({ ...services, ...outside }))
  const leaving = new AbortController()
  let closing: Promise<void> | null = null
  return {
    services,
    events,
    settingsFile,
    router,
    call: async (name, input) => {
      const reply = await router.call({ windowId: 1 }, name, structuredClone(input))
      if (!reply.ok) throw AppError.from(reply.failure)
      return reply.value as never
    },
    watch: (conversationId) => watch(services.conversations.watch(conversationId, null, leaving.signal)),
    drawsUntilCancelled: () =>
      new Promise((resolve) => {
        beginDrawing = resolve
      }),
    idle: (conversationId) =>
      new Promise((resolve) => {
        const isIdle = () => {
          if (services.activeRuns.isBusy(conversationId)) return false
          resolve()
          return true
        }
        if (isIdle()) return
        const unsubscribe = emitter.subscribe((event) => {
          if (event.type === 'runs.changed' && isIdle()) unsubscribe()
        })
      }),
    crashLibrary: () => libraryProcess?.kill(),
    crashLibraryAt: (at, isDone) => libraryProcess?.crash({ at, isDone }),
    close: () => {
      leaving.abort()
      closing ??= services.close()
      return closing
    },
  }
}

const watch = (feed: AsyncIterable<ConversationFeedItem>): Watched => {
  const items: ConversationFeedItem[] = []
  const waiting = new Set<() => void>()
  void (async () => {
    for await (const item of feed) {
      items.push(item)
      for (const look of [...waiting]) look()
    }
  })()
  return {
    items,
    until: (isIt) =>
      new Promise((resolve) => {
        const look = () => {
          const found = items.find(isIt)
          if (!found) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
  }
}
