import { join } from 'node:path'
import { app, nativeTheme, protocol, session } from 'electron'
import { describeError, log } from './lib/log'
import { LibraryProcesses } from './library/LibraryProcesses'
import { refusedSwitches } from './security/launchSwitches'
import { refuseNavigation } from './security/navigation'
import { Presses } from './security/Presses'
import {
  installPermissions,
  refuseDownloads,
  refuseNetwork,
  refuseWebRtc,
  restrictBlink,
} from './security/permissions'
import { installPreviews, isPreviewAddress } from './security/previewPages'
import { appOrigin, diagramPage, installProtocol, registerSchemes } from './security/protocol'
import { TrustedSenders } from './security/TrustedSenders'
import { followRightClicks } from './shell/contextMenu'
import { developmentServer } from './shell/developmentServer'
import { firstTheme } from './shell/firstTheme'
import { installIpc } from './shell/ipc'
import { type LaunchArguments, parseLaunchArguments } from './shell/launchArguments'
import { forkLibrary } from './shell/libraryProcess'
import { endInOrder, refuseLateWindows } from './shell/lifecycle'
import { openLogFile } from './shell/logFile'
import { MainWindow } from './shell/MainWindow'
import { installMenu } from './shell/menu'
import { keepPrivate } from './shell/profileFolder'
import { mayUseProfile } from './shell/profileLock'
import { QuickWindow } from './shell/QuickWindow'
import { wasStartedAtLogin } from './shell/startedAtLogin'
import { windowPlacesFile } from './shell/WindowPlacesFile'

const developmentUrl = developmentServer(app.isPackaged, process.env.ELECTRON_RENDERER_URL)
const origin = developmentUrl === null ? appOrigin : new URL(developmentUrl).origin
const isDevelopment = !app.isPackaged

const begin = async (): Promise<void> => {
  const launch = parseLaunchArguments(process.argv)
  // macOS brings links by an event, the first of them before the app is ready.
  const early: string[] = []
  let follow = (link: string): void => void early.push(link)
  app.on('open-url', (event, link) => {
    event.preventDefault()
    follow(link)
  })
  await app.whenReady()
  const senders = new TrustedSenders(origin)
  const presses = new Presses({
    now: () => performance.now(),
    isAssisted: () => app.accessibilitySupportEnabled,
  })
  app.on('web-contents-created', (_event, contents) => {
    presses.follow(contents)
    followRightClicks(contents)
  })
  let isListening = (_windowId: number): boolean => false
  installPermissions(session.defaultSession, origin, (windowId) => isListening(windowId))
  refuseNetwork(session.defaultSession, developmentUrl)
  refuseDownloads(session.defaultSession)

  const pagesFolder = join(import.meta.dirname, '../renderer')
  installProtocol(protocol, pagesFolder, () => composing.then(({ sources }) => sources))
  installPreviews(protocol, async (id) => (await composing).services.pagePreviews.page(id))
  installIpc(
    () => composing.then(({ router }) => router),
    senders,
    () =>
      composing.then(
        ({ services }) =>
          (windowId, path) =>
            services.imports.hold(windowId, path),
      ),
  )

  const windowParts = {
    preloadPath: join(import.meta.dirname, '../preload/index.cjs'),
    pageUrl: developmentUrl ?? `${appOrigin}/`,
    senders,
    isDevelopment,
    iconPath: join(app.getAppPath(), 'resources/icons/256x256.png'),
  }
  const main = new MainWindow(app, windowParts, windowPlacesFile(app.getPath('userData')))
  nativeTheme.themeSource = firstTheme(app.getPath('userData'))
  const quick = new QuickWindow(windowParts)
  const openFirst = (): Promise<void> => {
    // Called by a key while Parley was not running: the main window is a press away.
    if (launch.isQuick && launch.link === null) return quick.open()
    return launch.isHidden || wasStartedAtLogin(app) ? Promise.resolve() : main.open().isUp
  }
  const isUp = openFirst()
  // Evaluating the rest holds main's thread for about a tenth of a second, and the page's files come through
  // that thread: the page first, so that the composer takes keys. What it asks meanwhile waits.
  const library = new LibraryProcesses(() =>
    forkLibrary(join(import.meta.dirname, 'library.js'), app.getPath('userData')),
  )
  const composing = isUp
    .then(() => {
      // It gets going beside main: the first question is written there before it leaves.
      library.startAhead()
      return import('./compose/compose')
    })
    .then(({ compose }) => compose(main, quick, library, presses))
  const obey = ({ isHidden, isQuick, link }: LaunchArguments): void => {
    if (link !== null) follow(link)
    else if (isQuick) quick.show()
    else if (!isHidden) main.show()
  }
  app.on('activate', () => main.show())
  app.on('second-instance', (_event, argv) => obey(parseLaunchArguments(argv)))

  const { services, background } = await composing
  isListening = (windowId) => services.microphone.isHeldBy(windowId)
  endInOrder(app, services.close)
  services.library.start()
  services.engines.prepare()
  installMenu((command) => services.events.publish({ type: 'command', command }), isDevelopment)
  if (launch.link !== null) follow(launch.link)
  follow = background.follow
  for (const link of early) follow(link)
  await openLogFile(app.getPath('userData'), developmentUrl !== null)
  log.info(
    `Parley ${app.getVersion()} on Electron ${process.versions.electron}, ${process.platform} ${process.arch}`,
  )
}

const fail = (error: unknown): void => {
  log.error('Parley could not start', error)
  process.stderr.write(`Parley could not start: ${describeError(error)}\n`)
  app.exit(1)
}

const unwelcome = app.isPackaged ? refusedSwitches(process.argv) : []
if (unwelcome.length > 0) {
  process.stderr.write(`Parley does not start with ${unwelcome.join(', ')}\n`)
  app.exit(1)
}
// The lock belongs to the profile, so that two profiles can run side by side.
else if (mayUseProfile(app)) {
  // It would undo --no-sandbox, without which root cannot start Chromium at all. Windows ask for the sandbox
  // anyway.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  registerSchemes(protocol)
  keepPrivate(app.getPath('userData'))
  refuseNavigation(app, (url) => url === `${origin}/${diagramPage}` || isPreviewAddress(url))
  refuseWebRtc(app)
  restrictBlink(app)
  refuseLateWindows(app)
  // Without a listener Electron would end a hidden app with the last of its other windows; the main window's
  // end is the app's.
  app.on('window-all-closed', () => {})
  process.on('uncaughtException', (error) => log.error('Uncaught', error))
  process.on('unhandledRejection', (error) => log.error('Unhandled rejection', error))
  begin().catch(fail)
} else {
  app.exit(0)
}
