import type { Capture } from '@shared/model/capture'
import type { AppEvent } from '@shared/model/events'
import type { Settings } from '@shared/model/settings'
import { app } from 'electron'
import type { DisplayServer } from '../desktop/displayServer'
import { Hotkey } from '../desktop/Hotkey'
import { applyHotkeys, type Hotkeys, hotkeysIn } from '../desktop/hotkeyChoices'
import type { Intents } from '../desktop/Intents'
import { shellLine } from '../desktop/launchCommand'
import { QuickTarget } from '../insertion/QuickTarget'
import type { TextInsertion } from '../insertion/textInsertion'
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
  readonly display: DisplayServer
  readonly dictationHotkey: Hotkey
  readonly insertion: TextInsertion
}

/**
 * After the first window is up: long enough for everything that comes first, early enough for most first
 * presses. One that comes before makes the window itself, and waits for it.
 */
const aheadMs = 2_000

/** The quick question from anywhere: its hotkeys and its window, made ahead. */
export const offerQuickAsk = ({
  services,
  main,
  window,
  display,
  dictationHotkey,
  captureSelection,
  insertion,
}: QuickAskDeps): QuickVerbs => {
  const { settings, events, intents } = services
  const target = new QuickTarget({ insertion, window })
  window.comingUp.subscribe(() => target.look())
  // Opened as the app's first window, before any of this was there.
  if (window.isVisible) target.look()
  const hotkey = new Hotkey(systemGrabs, display, () => window.toggle())
  // Read before the window is there, shown in it, and sent by the user alone.
  const bringSelection = async () => {
    const wasVisible = window.isVisible
    const looked = await captureSelection().catch((error: unknown) => {
      log.warning('What is selected could not be read', error)
      return null
    })
    if (looked) {
      const { text, attachments } = looked
      intents.give('quick', { type: 'fill', text, attachments, isFresh: true })
    }
    window.show()
    // What it came up over before is no longer what has the selection.
    if (looked?.source === 'selection' && !wasVisible) target.bringSelection()
  }
  const captureHotkey = new Hotkey(systemGrabs, display, () => void bringSelection())
  const prepare = () => {
    window.prepare()
    // The connection that answers is there before the first press.
    if (insertion.canInsert) void insertion.front()
  }
  const hotkeys: Hotkeys = { quick: hotkey, capture: captureHotkey, dictation: dictationHotkey }
  let isCalled = false
  const follow = (next: Settings) => {
    const wanted = hotkeysIn(next)
    applyHotkeys(hotkeys, wanted)
    // Without a hotkey the window is not called: then it need not wait in memory either.
    const wasCalled = isCalled
    isCalled = wanted.quick !== null || wanted.capture !== null
    if (isCalled && !wasCalled) setTimeout(prepare, aheadMs).unref()
  }
  follow(settings.get())
  events.subscribe((event) => {
    if (event.type === 'settings.changed') follow(event.settings)
  })
  app.on('will-quit', () => {
    for (const each of Object.values(hotkeys)) each.letGo()
  })

  return {
    hotkeys,
    copyBack: async (text) => {
      await copyText(text)
      if (display === 'x11') await selectText(text)
      window.hide()
    },
    target: { changes: target.changes, now: () => target.shown },
    insert: (text, isReplacing) => target.insert(text, isReplacing),
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
