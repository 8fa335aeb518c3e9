import type { Capture } from '@shared/model/capture'
import type { AppEvent } from '@shared/model/events'
import type { Settings } from '@shared/model/settings'
import { app } from 'electron'
import { displayServerOf } from '../desktop/displayServer'
import { Hotkey } from '../desktop/Hotkey'
import type { Intents } from '../desktop/Intents'
import { shellLine } from '../desktop/launchCommand'
import type { QuickVerbs } from '../ipc/handlers/quick'
import type { Emitter } from '../lib/Emitter'
import { log } from '../lib/log'
import type { SettingsStore } from '../settings/SettingsStore'
import { copyText, selectText } from './compat'
import type { MainWindow } from './MainWindow'
import type { QuickWindow } from './QuickWindow'
import { systemGrabs } from './shortcuts'
import { thisStart } from './thisStart'

interface QuickAskDeps {
  /** What is selected anywhere; null where nothing is. */
  readonly captureSelection: () => Promise<Capture | null>
  readonly services: {
    readonly settings: SettingsStore
    readonly events: Emitter<AppEvent>
    readonly intents: Intents
  }
  readonly main: MainWindow
  readonly window: QuickWindow
}

/**
 * After the first window is up: long enough for everything that comes first, early enough for most first
 * presses. One that comes before makes the window itself, and waits for it.
 */
const aheadMs = 2_000

/** The quick question from anywhere: its hotkey and its window, made ahead. */
export const offerQuickAsk = ({ services, main, window, captureSelection }: QuickAskDeps): QuickVerbs => {
  const { settings, events, intents } = services
  const display = displayServerOf({
    platform: process.platform,
    environment: process.env,
    electronVersion: process.versions.electron,
    switchValue: (name) => app.commandLine.getSwitchValue(name),
  })
  const hotkey = new Hotkey(systemGrabs, display, () => window.toggle())
  // Read before the window is there, shown in it, and sent by the user alone.
  const bringSelection = async () => {
    const looked = await captureSelection().catch((error: unknown) => {
      log.warning('What is selected could not be read', error)
      return null
    })
    if (looked) {
      const { text, attachments } = looked
      intents.give('quick', { type: 'fill', text, attachments, isFresh: true })
    }
    window.show()
  }
  const captureHotkey = new Hotkey(systemGrabs, display, () => void bringSelection())
  const follow = ({ quickAccelerator, lookAccelerator }: Settings) => {
    // One key cannot do both, whatever a settings file says.
    const others = lookAccelerator === quickAccelerator ? null : lookAccelerator
    if (quickAccelerator === hotkey.status.accelerator && others === captureHotkey.status.accelerator) return
    // A key that moves from one hotkey to the other is released first.
    if (others !== captureHotkey.status.accelerator) captureHotkey.use(null)
    hotkey.use(quickAccelerator)
    captureHotkey.use(others)
    // Without a hotkey the window is not called: then it need not wait in memory either.
    if (quickAccelerator !== null || others !== null) setTimeout(() => window.prepare(), aheadMs).unref()
  }
  follow(settings.get())
  events.subscribe((event) => {
    if (event.type === 'settings.changed') follow(event.settings)
  })
  app.on('will-quit', () => {
    hotkey.letGo()
    captureHotkey.letGo()
  })

  return {
    hotkey,
    captureHotkey,
    copyBack: async (text) => {
      await copyText(text)
      if (display === 'x11') await selectText(text)
      window.hide()
    },
    facts: () => ({
      command: shellLine(thisStart(app, '--quick')),
      desktop: process.env.XDG_CURRENT_DESKTOP ?? '',
    }),
    isWindow: (windowId) => window.is(windowId),
    hide: () => window.hide(),
    resize: (height) => window.resize(height),
    continueInMain: (things) => {
      for (const intent of things) intents.give('main', intent)
      // The main window first: the keys go straight there.
      main.show()
      window.hide()
    },
  }
}
