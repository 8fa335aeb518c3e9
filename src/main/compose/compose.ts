import { join } from 'node:path'
import { contract } from '@shared/ipc/contract'
import { keptFileName } from '@shared/model/picture'
import { app, BrowserWindow, nativeTheme } from 'electron'
import { attachFor } from '../capture/attachFor'
import { GuardedRouter } from '../ipc/GuardedRouter'
import { handlers } from '../ipc/handlers/handlers'
import { Router } from '../ipc/Router'
import type { LibraryProcesses } from '../library/LibraryProcesses'
import { guardedCalls } from '../security/guardedCalls'
import type { Presses } from '../security/Presses'
import type { KeptSources } from '../security/protocol'
import type { TrustedSenders } from '../security/TrustedSenders'
import { runInBackground } from '../shell/background'
import { type CaptureOutside, createCapture } from '../shell/capture'
import { offerDictateAnywhere } from '../shell/dictateAnywhere'
import { createInsertion } from '../shell/insertion'
import type { MainWindow } from '../shell/MainWindow'
import type { QuickWindow } from '../shell/QuickWindow'
import { offerQuickAsk } from '../shell/quickAsk'
import { thisDisplay } from '../shell/thisDisplay'
import { desktopSurroundings, desktopVerbs } from './desktop'
import { type AppServices, createServices } from './services'

/** Everything behind the windows. Loaded while the first page loads: its first frame needs none of it. */
export const compose = (
  main: MainWindow,
  quickWindow: QuickWindow,
  libraryProcesses: LibraryProcesses,
  presses: Presses,
) => {
  const services = createServices(desktopSurroundings(app.getPath('userData'), libraryProcesses.spawn))
  followTheme(services)
  reloadWhenReplaced(services, main.deps.senders)
  const background = runInBackground({ services, main, quickAsk: () => quickWindow.show() })
  const capture = createCapture(main.deps, attachFor(services))
  const display = thisDisplay()
  const insertion = createInsertion(quickWindow, display)
  const dictation = offerDictateAnywhere({ services, main, display, insertion })
  const quick = offerQuickAsk({
    services,
    main,
    window: quickWindow,
    display,
    dictationHotkey: dictation.hotkey,
    captureSelection: async () => {
      // The window begins anew with it.
      if (services.settings.get().quickTemporary) await services.temporary.begin('quick')
      return capture.selection('quick')
    },
    insertion,
  })
  const verbs = {
    ...services,
    ...desktopVerbs(services),
    background,
    quick,
    capture,
    dictateAnywhere: dictation.verbs,
  }
  const router = new GuardedRouter({
    router: new Router(contract, handlers(verbs)),
    guards: guardedCalls,
    presses,
    now: () => performance.now(),
  })
  return { services, background, router, sources: sourcesOf(services, capture) }
}

/** What app://parley serves beside pages. */
const sourcesOf = (
  { library, picturesFolder, previews, audio }: AppServices,
  capture: CaptureOutside,
): KeptSources => ({
  picturesFolder,
  thumbnailsFolder: join(app.getPath('userData'), 'thumbnails'),
  pictureFile: async (id) => {
    const picture = await library.getPicture({ id })
    return picture && keptFileName(picture)
  },
  temporaryPicture: (id) => library.getTemporaryBytes({ id }),
  preview: (messageId, index) => previews.get(messageId, index),
  speech: (id) => audio.open(id),
  screen: (overlayId) => capture.screenPicture(overlayId),
})

/**
 * A backup took the history's place: pages begin anew rather than each of their parts forgetting what it
 * knows.
 */
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
