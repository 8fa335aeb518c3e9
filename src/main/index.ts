import { join } from 'node:path'
import { app, nativeTheme, protocol, session } from 'electron'
import { describeError, log } from './lib/log'
import { refuseNavigation } from './security/navigation'
import { installPermissions, refuseDownloads, refuseNetwork } from './security/permissions'
import { appOrigin, installProtocol, registerScheme } from './security/protocol'
import { TrustedSenders } from './security/senders'
import { developmentServer } from './shell/developmentServer'
import { firstTheme } from './shell/firstTheme'
import { installIpc } from './shell/ipc'
import { endInOrder } from './shell/lifecycle'
import { openLogFile } from './shell/logFile'
import { installMenu } from './shell/menu'
import { createMainWindow, showFirstWindow } from './shell/windows'

const developmentUrl = developmentServer(app.isPackaged, process.env.ELECTRON_RENDERER_URL)
const origin = developmentUrl === null ? appOrigin : new URL(developmentUrl).origin
const isDevelopment = !app.isPackaged

const begin = async (): Promise<void> => {
  await app.whenReady()
  const senders = new TrustedSenders(origin)
  installPermissions(session.defaultSession, origin)
  refuseNetwork(session.defaultSession, developmentUrl)
  refuseDownloads(session.defaultSession)

  const pagesFolder = join(import.meta.dirname, '../renderer')
  installProtocol(protocol, pagesFolder, () => composing.then(({ sources }) => sources))
  installIpc(() => composing.then(({ router }) => router), senders)

  const openWindow = () =>
    createMainWindow({
      preloadPath: join(import.meta.dirname, '../preload/index.cjs'),
      pageUrl: developmentUrl ?? `${appOrigin}/`,
      senders,
      isDevelopment,
      iconPath: join(app.getAppPath(), 'resources/icons/256x256.png'),
    })
  nativeTheme.themeSource = firstTheme(app.getPath('userData'))
  const window = openWindow()
  // Evaluating the rest holds main's thread for about a tenth of a second, and the page's files come through that thread:
  // the page first, so that the composer takes keys. What it asks meanwhile waits.
  const composing = window.isUp.then(() => import('./composition')).then(({ compose }) => compose())
  app.on('activate', () => showFirstWindow(openWindow))
  app.on('second-instance', () => showFirstWindow(openWindow))

  const { services } = await composing
  endInOrder(app, services.close)
  services.library.start()
  services.engines.prepare()
  installMenu((command) => services.events.publish({ type: 'command', command }), isDevelopment)
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
