import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { contract } from '@shared/ipc/contract'
import { AppError } from '@shared/ipc/errors'
import { pictureFileName } from '@shared/ipc/library'
import type { AppEvent } from '@shared/model/events'
import { app, BrowserWindow, nativeTheme, protocol, session, shell } from 'electron'
import { Conversations } from './conversations/conversations'
import { discoverLocalServers } from './engines/discover'
import { EngineRegistry } from './engines/registry'
import { defaultRetryPolicy } from './engines/retry'
import { handlers } from './ipc/handlers'
import { Router } from './ipc/router'
import { Hub } from './lib/hub'
import { describeError, log } from './lib/log'
import { AppendBatcher } from './library/appendBatcher'
import { LibraryClient } from './library/libraryClient'
import { reportLibrary } from './library/libraryNotices'
import { PictureExports } from './pictures/pictureExports'
import { answerSettings } from './runs/answerSettings'
import { Feeds } from './runs/feeds'
import { Previews } from './runs/previews'
import { Runner } from './runs/runner'
import { UnsavedMessages } from './runs/unsavedMessages'
import { refuseNavigation } from './security/navigation'
import { installPermissions, refuseNetwork } from './security/permissions'
import { appOrigin, installProtocol, registerScheme } from './security/protocol'
import { Secrets } from './security/secrets'
import { TrustedSenders } from './security/senders'
import { Notices } from './settings/notices'
import { SettingsStore } from './settings/settingsStore'
import { copyText, createVault } from './shell/compat'
import { choosePictureFile } from './shell/dialogs'
import { installIpc } from './shell/ipc'
import { forkLibrary } from './shell/libraryProcess'
import { endInOrder } from './shell/lifecycle'
import { openLogFile } from './shell/logFile'
import { installMenu } from './shell/menu'
import { copyPictureFile } from './shell/picturesOutside'
import { openSettingsFile } from './shell/settingsFile'
import { createMainWindow } from './shell/windows'
import { Speaker } from './speech/Speaker'
import { SpeechAudioStore } from './speech/SpeechAudioStore'
import { Talker } from './speech/talker'
import { generateImage } from './tools/generateImage'
import { speakAloud } from './tools/speakAloud'
import { ToolRegistry } from './tools/toolRegistry'

/** Waits for a development server only when electron-vite names one, and never in a packaged app. */
const developmentUrl = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL

const begin = async (): Promise<void> => {
  const userData = app.getPath('userData')
  const picturesFolder = join(userData, 'pictures')
  const isDevelopment = !app.isPackaged
  const openingLog = openLogFile(userData, developmentUrl !== undefined)

  const events = new Hub<AppEvent>()
  const notices = new Notices(events)
  const settingsFile = openSettingsFile(userData, (path) =>
    notices.show({ kind: 'settings-set-aside', severity: 'warning', data: { path } }),
  )
  const settings = new SettingsStore(settingsFile, events)
  const secrets = new Secrets(createVault(), settingsFile, () => settings.get().allowWeakKeyStorage)
  const environment = {
    key: process.env.OPENAI_API_KEY || null,
    baseUrl: process.env.OPENAI_BASE_URL || null,
  }
  const now = () => Date.now()
  const engines = new EngineRegistry(settings, secrets, events, environment, now)

  const library = new LibraryClient({
    spawn: () => forkLibrary(join(import.meta.dirname, 'library.js'), userData),
    onReport: (report, isRestart) => reportLibrary(notices, report, isRestart),
    onUnavailable: () => notices.show({ kind: 'library-unavailable', severity: 'error', data: {} }),
  })
  const growth = new AppendBatcher(library)
  const feeds = new Feeds(randomUUID())
  const previews = new Previews()
  const unsaved = new UnsavedMessages(library)
  const studio = {
    pictureModel: (engineId: string) => engines.modelFor(engineId, 'picture'),
    pictureSize: () => settings.get().pictureSize,
    priceOf: engines.priceOfPicture.bind(engines),
    keep: library.addPicture.bind(library),
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
  const speaker = new Speaker(audio, (input) => library.speak(input))
  const talker = new Talker({ library, runner, engines, settings, notices, speaker })
  const pathOf = (picture: Parameters<typeof pictureFileName>[0]) =>
    join(picturesFolder, pictureFileName(picture))
  const getPicture = async (id: string) => {
    const picture = await library.getPicture({ id })
    if (!picture) throw new AppError('picture/not-found')
    return picture
  }

  endInOrder(app, async () => {
    await runner.interruptAll()
    await unsaved.retry()
    feeds.dispose()
    unsaved.dispose()
    await library.close()
  })

  const router = new Router(
    contract,
    handlers({
      library,
      settings,
      notices,
      engines,
      runner,
      conversations,
      exports: new PictureExports(choosePictureFile, pathOf, randomUUID),
      events,
      talker,
      facts: async () => ({
        version: app.getVersion(),
        platform: process.platform,
        electronVersion: process.versions.electron,
        userDataFolder: userData,
        keyring: await secrets.keyring(),
      }),
      discover: () => discoverLocalServers(),
      openOutside: (url) => shell.openExternal(url),
      copyText,
      copyPicture: async (id) => {
        const picture = await getPicture(id)
        await copyPictureFile(picture, pathOf(picture))
      },
      showFolder: async (folder) => {
        const paths = { userData, logs: join(userData, 'logs'), pictures: picturesFolder }
        const problem = await shell.openPath(paths[folder])
        if (problem !== '') log.warning('A folder could not be shown')
      },
    }),
  )

  await app.whenReady()
  const origin = developmentUrl === undefined ? appOrigin : new URL(developmentUrl).origin
  const senders = new TrustedSenders(origin)
  installPermissions(session.defaultSession, origin)
  refuseNetwork(session.defaultSession, developmentUrl)
  installProtocol(protocol, {
    pagesFolder: join(import.meta.dirname, '../renderer'),
    picturesFolder,
    pictureFile: async (id) => {
      const picture = await library.getPicture({ id })
      return picture ? pictureFileName(picture) : null
    },
    preview: (messageId, index) => previews.get(messageId, index),
    speech: (id) => audio.open(id),
  })
  installIpc(router, senders)
  nativeTheme.themeSource = settings.get().theme
  events.subscribe((event) => {
    if (event.type === 'settings.changed') nativeTheme.themeSource = event.settings.theme
  })

  const openWindow = (isShown: boolean) =>
    createMainWindow(
      {
        preloadPath: join(import.meta.dirname, '../preload/index.cjs'),
        pageUrl: developmentUrl ?? `${appOrigin}/`,
        senders,
        isDevelopment,
        iconPath: join(app.getAppPath(), 'resources/icons/256x256.png'),
      },
      { isShown },
    )
  // The window first: nothing else is needed for its first frame.
  openWindow(true)
  library.start()
  await openingLog
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) openWindow(true)
  })
  app.on('second-instance', () => focusOr(() => openWindow(true)))
  installMenu((command) => events.publish({ type: 'command', command }), isDevelopment)
  log.info(
    `Parley ${app.getVersion()} on Electron ${process.versions.electron}, ${process.platform} ${process.arch}`,
  )
}

const focusOr = (open: () => void): void => {
  const [window] = BrowserWindow.getAllWindows()
  if (!window) {
    open()
    return
  }
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

const fail = (error: unknown): void => {
  log.error('Parley could not start', error)
  process.stderr.write(`Parley could not start: ${describeError(error)}\n`)
  app.exit(1)
}

// The lock belongs to the profile, so that two profiles can run side by side.
if (app.requestSingleInstanceLock()) {
  // It would undo --no-sandbox, without which root cannot start Chromium at all. Windows ask for the sandbox anyway.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  registerScheme(protocol)
  refuseNavigation(app)
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  process.on('uncaughtException', (error) => log.error('Uncaught', error))
  process.on('unhandledRejection', (error) => log.error('Unhandled rejection', error))
  begin().catch(fail)
} else {
  app.exit(0)
}
