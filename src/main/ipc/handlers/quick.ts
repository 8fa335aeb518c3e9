import { AppError } from '@shared/ipc/errors'
import type { quick as contract, HotkeyName, QuickFacts } from '@shared/ipc/quick'
import type { Inserted, InsertionTarget } from '@shared/model/insertion'
import type { Intent } from '@shared/model/intent'
import type { TemporaryConversations } from '../../conversations/TemporaryConversations'
import type { Hotkey } from '../../desktop/Hotkey'
import type { Hotkeys } from '../../desktop/hotkeyChoices'
import { quickIntents } from '../../desktop/quickIntents'
import type { Emitter } from '../../lib/Emitter'
import type { Handlers } from '../contexts'

/** What a window may ask about the quick question. */
export interface QuickVerbs {
  readonly hotkeys: Hotkeys
  copyBack(text: string): Promise<void>
  /** The program that an answer can be put into. */
  readonly target: { readonly changes: Emitter<InsertionTarget | null>; now(): InsertionTarget | null }
  insert(text: string, isReplacing: boolean): Promise<Inserted>
  facts(): QuickFacts
  isWindow(windowId: number): boolean
  hide(): void
  resize(height: number): void
  /** Brings the main window to the front with these things to do. */
  continueInMain(intents: readonly Intent[]): void
}

interface Needs {
  readonly quick: QuickVerbs
  readonly temporary: Pick<TemporaryConversations, 'moveTo'>
}

export const quickHandlers = ({ quick, temporary }: Needs): Handlers<typeof contract> => {
  const hotkeyOf = (which: HotkeyName): Hotkey => quick.hotkeys[which]
  const onlyQuick = (windowId: number) => {
    if (!quick.isWindow(windowId)) throw new AppError('ipc/bad-sender')
  }
  return {
    'quick.hotkey': ({ which }, { signal }) =>
      hotkeyOf(which).changes.watch(signal, [hotkeyOf(which).status]),
    'quick.presses': ({ which }, { signal }) => hotkeyOf(which).takePresses(signal),
    'quick.tryAgain': ({ which }) => hotkeyOf(which).tryAgain(),
    'quick.goneAstray': ({ which }) => hotkeyOf(which).goneAstray(),
    'quick.facts': () => quick.facts(),
    'quick.copyBack': async ({ text }, { windowId }) => {
      onlyQuick(windowId)
      await quick.copyBack(text)
    },
    'quick.target': (_input, { signal }) => quick.target.changes.watch(signal, [quick.target.now()]),
    'quick.insert': ({ text, mode }, { windowId }) => {
      onlyQuick(windowId)
      return quick.insert(text, mode === 'replace')
    },
    'quick.hide': (_input, { windowId }) => {
      onlyQuick(windowId)
      quick.hide()
    },
    'quick.resize': ({ height }, { windowId }) => {
      onlyQuick(windowId)
      quick.resize(height)
    },
    'quick.continue': ({ conversationId, draft, settings }, { windowId }) => {
      onlyQuick(windowId)
      if (conversationId !== null) temporary.moveTo('main', conversationId)
      quick.continueInMain(quickIntents({ conversationId, draft, settings }))
    },
  }
}
