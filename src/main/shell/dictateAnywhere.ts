import { app, powerMonitor } from 'electron'
import type { DisplayServer } from '../desktop/displayServer'
import { Hotkey } from '../desktop/Hotkey'
import { HotkeyHold } from '../desktop/HotkeyHold'
import { heldKeysFor } from '../desktop/heldKeys/heldKeysFor'
import type { Intents } from '../desktop/Intents'
import { DictateAnywhere } from '../dictation/anywhere/DictateAnywhere'
import { escapeKeys } from '../dictation/anywhere/escapeKeys'
import { type PolishDeps, polishWords } from '../dictation/anywhere/polish'
import type { Dictation } from '../dictation/Dictation'
import type { Recordings } from '../dictation/Recordings'
import type { TextInsertion } from '../insertion/textInsertion'
import type { DictateAnywhereVerbs } from '../ipc/handlers/dictateAnywhere'
import { realTimers } from '../lib/timers'
import type { AudioFocus } from '../speech/AudioFocus'
import { DictationBar } from './DictationBar'
import type { MainWindow } from './MainWindow'
import { systemGrabs } from './shortcuts'

interface DictateAnywhereOutside {
  readonly services: PolishDeps & {
    readonly intents: Intents
    readonly dictation: Dictation
    readonly recordings: Recordings
    readonly audioFocus: AudioFocus
  }
  readonly main: MainWindow
  readonly display: DisplayServer
  readonly insertion: TextInsertion
}

/** No conversation: the engine that was chosen for listening, or the one of new conversations. */
const nowhere = { conversationId: null, engineId: null }

/** Dictation into the program in front: its hotkey, its bar and what is between them. */
export const offerDictateAnywhere = ({
  services,
  main,
  display,
  insertion,
}: DictateAnywhereOutside): { readonly hotkey: Hotkey; readonly verbs: DictateAnywhereVerbs } => {
  const { settings, intents, dictation, recordings, audioFocus } = services
  const bar = new DictationBar(main.deps)
  const hotkey = new Hotkey(systemGrabs, display, () => hold.press())
  const accelerator = () => hotkey.status.accelerator ?? ''
  const anywhere = new DictateAnywhere({
    insertion,
    transcribe: (recordingId, onWords, signal) =>
      dictation.wordsOf({ recordingId, ...nowhere }, signal, onWords),
    polish: () =>
      settings.get().polishDictation ? (words, signal) => polishWords(services, words, signal) : null,
    recordings,
    bar,
    grabEscape: (onPress) => {
      const grabbed = escapeKeys(accelerator()).filter((key) => systemGrabs.grab(key, onPress) === 'grabbed')
      return () => {
        for (const key of grabbed) systemGrabs.release(key)
      }
    },
    silence: () => audioFocus.stopSpeaking(),
    accelerator,
    untilKeysUp: () => hold.untilClear(),
    timers: realTimers,
    now: () => Date.now(),
  })
  const hold = new HotkeyHold({
    keys: heldKeysFor(process.platform, display, process.env),
    now: () => performance.now(),
    timers: realTimers,
    onPress: () => {
      anywhere.press()
      watchAbsence()
    },
    onRelease: (isTap) => anywhere.release(isTap),
  })
  let isWatching = false
  /** A user who is away says nothing to Parley. The system is asked at the first press, not at the start. */
  const watchAbsence = () => {
    if (isWatching) return
    isWatching = true
    powerMonitor.on('lock-screen', () => anywhere.breakOff())
    powerMonitor.on('suspend', () => anywhere.breakOff())
  }
  app.on('will-quit', () => hold.letGo())
  return {
    hotkey,
    verbs: {
      get seesRelease() {
        return hold.seesRelease
      },
      get last() {
        return anywhere.last
      },
      isBar: (windowId) => bar.is(windowId),
      watch: (windowId, signal) => {
        signal.addEventListener('abort', () => anywhere.pageLeft(windowId), { once: true })
        return anywhere.changes.watch(signal, [anywhere.state])
      },
      hold: (session, windowId, signal) => {
        anywhere.ensureListening(session)
        return dictation.hold({ ...nowhere, purpose: 'talk' }, windowId, signal)
      },
      handedOver: (recorded) => anywhere.handedOver(recorded),
      act: (verb, session) => anywhere.act(verb, session),
      openSettings: () => {
        anywhere.dismiss()
        intents.give('main', { type: 'settings' })
        main.show()
      },
      resize: (height) => bar.resize(height),
    },
  }
}
