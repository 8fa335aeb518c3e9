import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { contract } from '@shared/ipc/contract'
import { AppError } from '@shared/ipc/errors'
import type { AppEvent } from '@shared/model/events'
import { keptFileName } from '@shared/model/picture'
import type { DragIcon } from '@shared/model/pictureExport'
import { app, BrowserWindow, nativeTheme, shell } from 'electron'
import { discoverLocalServers } from './engines/discover'
import { handlers } from './ipc/handlers'
import { Router } from './ipc/Router'
import { Emitter } from './lib/Emitter'
import { log } from './lib/log'
import type { PictureEncoder } from './pictures/pictureFiles'
import type { KeptSources } from './security/protocol'
import type { TrustedSenders } from './security/TrustedSenders'
import { type AppServices, createServices } from './services'
import { Notices } from './settings/Notices'
import { type BackgroundOutside, runInBackground } from './shell/background'
import { type CaptureVerbs, createCapture } from './shell/capture'
import { copyText, createVault } from './shell/compat'
import {
  chooseAssistantsSource,
  chooseAssistantsTarget,
  chooseImportReport,
  chooseImportSource,
  chooseSpeechFile,
  exportDialogs,
} from './shell/dialogs'
import { forkLibrary } from './shell/libraryProcess'
import type { MainWindow } from './shell/MainWindow'
import { mayHear } from './shell/microphone'
import type { PictureOpener } from './shell/pictureOpener'
import { copyPictureFile, dragFiles } from './shell/picturesOutside'
import type { QuickWindow } from './shell/QuickWindow'
import { offerQuickAsk, type QuickVerbs } from './shell/quickAsk'
import { openSettingsFile } from './shell/settingsFile'

/** Everything behind the windows. Loaded while the first page loads: its first frame needs none of it. */
export const compose = (main: MainWindow, quickWindow: QuickWindow) => {
  const services = composeServices(app.getPath('userData'))
  followTheme(services)
  reloadWhenReplaced(services, main.deps.senders)
  const background = runInBackground({ services, main, quickAsk: () => quickWindow.show() })
  const capture = createCapture(main.deps, services.library.attachFile)
  const quick = offerQuickAsk({
    services,
    main,
    window: quickWindow,
    captureSelection: () => capture.selection(),
  })
  const router = new Router(contract, handlers(outside(services, { background, quick, capture })))
  return { services, background, router, sources: sourcesOf(services, capture) }
}

const composeServices = (userData: string): AppServices => {
  const events = new Emitter<AppEvent>()
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
    // Beside main's entry: this file ends up in a chunk of the build.
    spawnLibrary: () => forkLibrary(join(app.getAppPath(), 'out/main/library.js'), userData),
    chooseSpeechFile,
    assistantFiles: { chooseTarget: chooseAssistantsTarget, chooseSource: chooseAssistantsSource },
    shrinkPicture: async (...picture) => (await loadOpener()).shrink(...picture),
    openPictureEncoder,
    temporaryFolder: app.getPath('temp'),
    checkPicture: async (bytes, signal) => (await loadOpener()).check(bytes, signal),
    importDialogs: { chooseSource: chooseImportSource, chooseReport: chooseImportReport },
    exportDialogs,
    // Rarely wanted: loaded when it is.
    printPage: async (page, signal) => (await import('./shell/printPage')).printPage(page, signal),
    showInFolder: (path) => shell.showItemInFolder(path),
    mayHear,
    appVersion: app.getVersion(),
  })
}

/** Loaded with the first picture from outside. */
let opener: Promise<PictureOpener> | null = null
const loadOpener = (): Promise<PictureOpener> => {
  opener ??= import('./shell/pictureOpener').then((module) => module.createPictureOpener())
  return opener
}

const openPictureEncoder = async (): Promise<PictureEncoder> =>
  (await import('./shell/pictureEncoder')).openPictureEncoder()

/** What app://parley serves beside pages. */
const sourcesOf = (
  { library, picturesFolder, previews, audio }: AppServices,
  capture: CaptureVerbs,
): KeptSources => ({
  picturesFolder,
  thumbnailsFolder: join(app.getPath('userData'), 'thumbnails'),
  pictureFile: async (id) => {
    const picture = await library.getPicture({ id })
    return picture && keptFileName(picture)
  },
  preview: (messageId, index) => previews.get(messageId, index),
  speech: (id) => audio.open(id),
  screen: (overlayId) => capture.screenPicture(overlayId),
})

/** The services, and beside them what only Electron can do for a page. */
const outside = (
  services: AppServices,
  verbs: {
    readonly background: BackgroundOutside
    readonly quick: QuickVerbs
    readonly capture: CaptureVerbs
  },
) => ({
  ...services,
  ...verbs,
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
    await copyPictureFile(picture, services.picturePath(picture), openPictureEncoder)
  },
  revealPicture: async (id: string) => {
    const path = services.picturePath(await services.getPicture(id))
    await access(path).catch((cause: unknown) => {
      throw new AppError('picture/not-found', undefined, undefined, { cause })
    })
    shell.showItemInFolder(path)
  },
  dragPictures: async (ids: readonly string[], icon: DragIcon | null, windowId: number) =>
    dragFiles(await services.draggedPictures.prepare(ids), icon, windowId),
  showFolder: async (folder: 'userData' | 'logs' | 'pictures') => {
    const userData = app.getPath('userData')
    const paths = { userData, logs: join(userData, 'logs'), pictures: services.picturesFolder }
    const problem = await shell.openPath(paths[folder])
    if (problem !== '') log.warning('A folder could not be shown')
  },
})

/** A backup took the history's place: pages begin anew rather than each of their parts forgetting what it knows. */
const reloadWhenReplaced = ({ events }: AppServices, senders: TrustedSenders): void => {
  events.subscribe((event) => {
    if (event.type !== 'library.replaced') return
    // Pages of ours only: a hidden one that is at work on a picture would never finish it.
    for (const { webContents } of BrowserWindow.getAllWindows())
      if (senders.isTrusted(webContents)) webContents.reload()
  })
}

const followTheme = ({ settings, events }: AppServices): void => {
  nativeTheme.themeSource = settings.get().theme
  events.subscribe((event) => {
    if (event.type === 'settings.changed') nativeTheme.themeSource = event.settings.theme
  })
}
