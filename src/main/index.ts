import { join } from 'node:path'
import { contract } from '@shared/ipc/contract'
import { pictureFileName } from '@shared/ipc/library'
import type { AppEvent } from '@shared/model/events'
import { app, nativeTheme, protocol, session, shell } from 'electron'
import { discoverLocalServers } from './engines/discover'
import { handlers } from './ipc/handlers'
import { Router } from './ipc/router'
import { Hub } from './lib/hub'
import { describeError, log } from './lib/log'
import { refuseNavigation } from './security/navigation'
import { installPermissions, refuseNetwork } from './security/permissions'
import { appOrigin, installProtocol, registerScheme } from './security/protocol'
import { TrustedSenders } from './security/senders'
import { type AppServices, createServices } from './services'
import { Notices } from './settings/notices'
import { copyText, createVault } from './shell/compat'
import { chooseAssistantsSource, chooseAssistantsTarget, choosePictureFile } from './shell/dialogs'
import { installIpc } from './shell/ipc'
import { forkLibrary } from './shell/libraryProcess'
import { endInOrder } from './shell/lifecycle'
import { openLogFile } from './shell/logFile'
import { installMenu } from './shell/menu'
import { copyPictureFile, shrinkPicture } from './shell/picturesOutside'
import { openSettingsFile } from './shell/settingsFile'
import { createMainWindow, showFirstWindow } from './shell/windows'

/** A development server only when electron-vite names one, and never in a packaged app. */
const developmentUrl = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL
const origin = developmentUrl === undefined ? appOrigin : new URL(developmentUrl).origin
const isDevelopment = !app.isPackaged

const begin = async (): Promise<void> => {
  const openingLog = openLogFile(app.getPath('userData'), developmentUrl !== undefined)
  const services = composeServices(app.getPath('userData'))
  endInOrder(app, services.close)

  await app.whenReady()
  const senders = new TrustedSenders(origin)
  installPermissions(session.defaultSession, origin)
  refuseNetwork(session.defaultSession, developmentUrl)
  serveApp(services)
  installIpc(new Router(contract, handlers(outside(services))), senders)
  followTheme(services)

  const openWindow = () =>
    createMainWindow({
      preloadPath: join(import.meta.dirname, '../preload/index.cjs'),
      pageUrl: developmentUrl ?? `${appOrigin}/`,
      senders,
      isDevelopment,
      iconPath: join(app.getAppPath(), 'resources/icons/256x256.png'),
    })
  // The window first: its first frame needs nothing else. The library starts while the page loads.
  const window = openWindow()
  services.library.start()
  app.on('activate', () => showFirstWindow(openWindow))
  app.on('second-instance', () => showFirstWindow(openWindow))

  window.webContents.once('did-finish-load', () => services.engines.prepare())
  installMenu((command) => services.events.publish({ type: 'command', command }), isDevelopment)
  await openingLog
  log.info(
    `Parley ${app.getVersion()} on Electron ${process.versions.electron}, ${process.platform} ${process.arch}`,
  )
}

const composeServices = (userData: string): AppServices => {
  const events = new Hub<AppEvent>()
  const notices = new Notices(events)
  return createServices({
    userData,
    events,
    notices,
    settingsFile: openSettingsFile(userData, (path) =>
      notices.show({ kind: 'settings-set-aside', severity: 'warning', data: { path } }),
    ),
    vault: createVault(),
    environment: { key: process.env.OPENAI_API_KEY || null, baseUrl: process.env.OPENAI_BASE_URL || null },
    spawnLibrary: () => forkLibrary(join(import.meta.dirname, 'library.js'), userData),
    chooseFile: choosePictureFile,
    assistantFiles: { chooseTarget: chooseAssistantsTarget, chooseSource: chooseAssistantsSource },
    shrinkPicture,
  })
}

/** What app://parley is made of. */
const serveApp = ({ library, picturesFolder, previews, audio }: AppServices): void =>
  installProtocol(protocol, {
    pagesFolder: join(import.meta.dirname, '../renderer'),
    picturesFolder,
    pictureFile: async (id) => {
      const picture = await library.getPicture({ id })
      return picture && pictureFileName(picture)
    },
    preview: (messageId, index) => previews.get(messageId, index),
    speech: (id) => audio.open(id),
  })

/** The services, and beside them what only Electron can do for a page. */
const outside = (services: AppServices) => ({
  ...services,
  facts: async () => ({
    version: app.getVersion(),
    platform: process.platform,
    electronVersion: process.versions.electron,
    userDataFolder: app.getPath('userData'),
    keyring: await services.secrets.keyring(),
  }),
  discover: () => discoverLocalServers(),
  openOutside: (url: string) => shell.openExternal(url),
  copyText,
  copyPicture: async (id: string) => {
    const picture = await services.getPicture(id)
    await copyPictureFile(picture, services.picturePath(picture))
  },
  showFolder: async (folder: 'userData' | 'logs' | 'pictures') => {
    const userData = app.getPath('userData')
    const paths = { userData, logs: join(userData, 'logs'), pictures: services.picturesFolder }
    const problem = await shell.openPath(paths[folder])
    if (problem !== '') log.warning('A folder could not be shown')
  },
})

const followTheme = ({ settings, events }: AppServices): void => {
  nativeTheme.themeSource = settings.get().theme
  events.subscribe((event) => {
    if (event.type === 'settings.changed') nativeTheme.themeSource = event.settings.theme
  })
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
