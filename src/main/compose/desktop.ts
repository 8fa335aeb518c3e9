import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import type { AppEvent } from '@shared/model/events'
import type { DragIcon } from '@shared/model/pictureExport'
import { app, shell } from 'electron'
import { discoverLocalServers } from '../engines/discover'
import { Emitter } from '../lib/Emitter'
import { log } from '../lib/log'
import type { SpawnLibrary } from '../library/childPort'
import type { PictureEncoder } from '../pictures/pictureFiles'
import { Notices } from '../settings/Notices'
import { copyRichText, copyText, createVault } from '../shell/compat'
import {
  chooseAssistantsSource,
  chooseAssistantsTarget,
  chooseCertificates,
  chooseCommandsSource,
  chooseCommandsTarget,
  chooseImportReport,
  chooseImportSource,
  chooseSpeechFile,
  chooseToolBundle,
  chooseToolProgram,
  exportDialogs,
  syncDialogs,
} from '../shell/dialogs'
import { forkMcpHost } from '../shell/mcpProcess'
import { mayHear } from '../shell/microphone'
import type { PictureOpener } from '../shell/pictureOpener'
import { copyPictureFile, dragFiles } from '../shell/picturesOutside'
import { openSettingsFile } from '../shell/settingsFile'
import { forkSyncHost, isFocused, makeChannel, watchMoments } from '../shell/syncProcess'
import { resolveSystemProxy } from '../shell/systemProxy'
import { forkWebReader } from '../shell/webReaderProcess'
import { followSyncNotices } from '../sync/syncNotice'
import type { AppServices, Surroundings } from './services'

/** More than any answer has; a pasted book in a question may. Characters. */
const mostRichCharacters = 400_000

/** What the services need of the outside, from Electron. */
export const desktopSurroundings = (userData: string, spawnLibrary: SpawnLibrary): Surroundings => {
  const events = new Emitter<AppEvent>()
  const notices = new Notices(events)
  followSyncNotices(events, notices)
  return {
    userData,
    events,
    notices,
    settingsFile: openSettingsFile(userData, {
      onSetAside: (path) => notices.show({ kind: 'settings-set-aside', severity: 'warning', data: { path } }),
      onUnreadable: (path) =>
        notices.show({ kind: 'settings-unreadable', severity: 'warning', data: { path } }),
    }),
    vault: createVault(),
    environment: {
      key: process.env.OPENAI_API_KEY || null,
      baseUrl: process.env.OPENAI_BASE_URL || null,
      anthropic: {
        key: process.env.ANTHROPIC_API_KEY || null,
        baseUrl: process.env.ANTHROPIC_BASE_URL || null,
      },
    },
    proxies: { resolveProxy: resolveSystemProxy, environment: process.env },
    spawnLibrary,
    spawnMcpHost: () => forkMcpHost(join(app.getAppPath(), 'out/main/mcp.js')),
    openOutside,
    userFolders: { home: app.getPath('home'), appData: app.getPath('appData') },
    chooseToolBundle,
    chooseToolProgram,
    spawnWebReader: () => forkWebReader(join(app.getAppPath(), 'out/main/webReader.js')),
    chooseSpeechFile,
    commandFiles: { chooseTarget: chooseCommandsTarget, chooseSource: chooseCommandsSource },
    assistantFiles: { chooseTarget: chooseAssistantsTarget, chooseSource: chooseAssistantsSource },
    shrinkPicture: async (...picture) => (await loadOpener()).shrink(...picture),
    openPictureEncoder,
    temporaryFolder: app.getPath('temp'),
    checkPicture: async (bytes, signal) => (await loadOpener()).check(bytes, signal),
    importDialogs: { chooseSource: chooseImportSource, chooseReport: chooseImportReport },
    exportDialogs,
    syncDialogs: {
      ...syncDialogs,
      printWords: async (words) => (await import('../shell/printWords')).printWords(words),
    },
    spawnSyncHost: () => forkSyncHost(join(app.getAppPath(), 'out/main/sync.js')),
    makeChannel,
    isFocused,
    watchMoments,
    // Rarely wanted: loaded when it is.
    printPage: async (page, signal) => (await import('../shell/printPage')).printPage(page, signal),
    drawPage: async (page, signal) => (await import('../shell/drawPage')).drawPage(page, signal),
    drawDiagrams: async (sources, signal) =>
      (await import('../shell/drawDiagrams')).drawDiagramsFrom(join(app.getAppPath(), 'out/renderer'))(
        sources,
        signal,
      ),
    watchPreview: async (...page) => (await import('../shell/previewFrames')).watchPreview(...page),
    showInFolder: (path) => shell.showItemInFolder(path),
    mayHear,
    appVersion: app.getVersion(),
  }
}

/** Its callers have looked at the address (`parseOpenable`). */
const openOutside = (url: string): Promise<void> => shell.openExternal(url)

/** Loaded with the first picture from outside. */
let opener: Promise<PictureOpener> | null = null
const loadOpener = (): Promise<PictureOpener> => {
  opener ??= import('../shell/pictureOpener').then((module) => module.createPictureOpener())
  return opener
}

const openPictureEncoder = async (): Promise<PictureEncoder> =>
  (await import('../shell/pictureEncoder')).openPictureEncoder()

/** What a page may ask that only Electron can do. */
export const desktopVerbs = (services: AppServices) => ({
  facts: async () => ({
    version: app.getVersion(),
    platform: process.platform,
    electronVersion: process.versions.electron,
    userDataFolder: app.getPath('userData'),
    keyring: await services.secrets.keyring(),
  }),
  discover: () => discoverLocalServers(),
  chooseCertificates,
  openOutside,
  copyText,
  copyMarkdown: async (markdown: string) => {
    // Longer ones would hold the library: they go as text.
    const html =
      markdown.length > mostRichCharacters ? null : await services.library.markdownToHtml({ markdown })
    await (html === null ? copyText(markdown) : copyRichText(html, markdown))
  },
  copyPicture: async (id: string) => {
    const picture = await services.getPicture(id)
    await copyPictureFile(await services.sourceOf(picture), openPictureEncoder)
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
