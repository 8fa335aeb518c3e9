import type { QuickFacts } from '@shared/ipc/quick'
import type { Errand } from '@shared/model/errand'
import { app } from 'electron'
import type { AppServices } from '../services'
import { displayServerOf } from '../summons/displayServer'
import { Hotkey } from '../summons/hotkey'
import { launchCommand, shellLine } from '../summons/launchCommand'
import type { MainWindow } from './mainWindow'
import type { QuickWindow } from './quickWindow'
import { systemGrabs } from './shortcuts'

interface QuickAskParts {
  readonly services: AppServices
  readonly main: MainWindow
  readonly window: QuickWindow
}

/** What a window may ask about the quick question. */
export interface QuickVerbs {
  readonly hotkey: Hotkey
  facts(): QuickFacts
  isWindow(windowId: number): boolean
  hide(): void
  resize(height: number): void
  /** Brings the main window to the front with these things to do. */
  goOn(errands: readonly Errand[]): void
}

/**
 * After the first window is up: long enough for everything that comes first, early enough for most first presses. One that
 * comes before makes the window itself, and waits for it.
 */
const aheadMs = 2_000

/** The quick question from anywhere: its hotkey and its window, made ahead. */
export const offerQuickAsk = ({ services, main, window }: QuickAskParts): QuickVerbs => {
  const { settings, events, errands } = services
  const display = displayServerOf({
    platform: process.platform,
    environment: process.env,
    electronVersion: process.versions.electron,
    switchValue: (name) => app.commandLine.getSwitchValue(name),
  })
  const hotkey = new Hotkey(systemGrabs, display, () => window.toggle())
  const follow = (accelerator: string | null) => {
    if (accelerator === hotkey.status.accelerator) return
    hotkey.use(accelerator)
    // Nobody is going to call it: then it need not wait in memory either.
    if (accelerator !== null) setTimeout(() => window.prepare(), aheadMs).unref()
  }
  follow(settings.get().quickAccelerator)
  events.subscribe((event) => {
    if (event.type === 'settings.changed') follow(event.settings.quickAccelerator)
  })
  app.on('will-quit', () => hotkey.letGo())

  return {
    hotkey,
    facts: () => ({
      command: shellLine(
        launchCommand(
          {
            execPath: process.execPath,
            appImage: process.env.APPIMAGE,
            appFolder: app.isPackaged ? null : app.getAppPath(),
            userData: app.commandLine.getSwitchValue('user-data-dir') || null,
            hasSandbox: !app.commandLine.hasSwitch('no-sandbox'),
          },
          '--quick',
        ),
      ),
      isWayland: display === 'wayland' || display === 'x11-in-wayland',
      desktop: process.env.XDG_CURRENT_DESKTOP ?? '',
    }),
    isWindow: (windowId) => window.is(windowId),
    hide: () => window.hide(),
    resize: (height) => window.resize(height),
    goOn: (things) => {
      for (const errand of things) errands.give('main', errand)
      // The main window first: the keys go straight there.
      main.show()
      window.hide()
    },
  }
}
