import type { AsyncLibrary } from '@shared/ipc/library'
import type { IntentWindow } from '@shared/model/intent'
import type { TemporaryConversations } from '../conversations/TemporaryConversations'
import type { SettingsStore } from '../settings/SettingsStore'
import type { Attach } from './capturedText'

interface Deps {
  readonly library: Pick<AsyncLibrary, 'attachFile'>
  readonly temporary: Pick<TemporaryConversations, 'current' | 'ensure'>
  readonly settings: Pick<SettingsStore, 'get'>
}

/** What comes from outside is attached for the conversation of the window that asked for it. */
export const attachFor =
  ({ library, temporary, settings }: Deps) =>
  (window: IntentWindow): Attach =>
  async (input) => {
    const own = temporary.current[window]
    const isWanted = own === null && window === 'quick' && settings.get().quickTemporary
    const conversationId = isWanted ? (await temporary.ensure('quick')).conversationId : own
    return library.attachFile({ ...input, conversationId })
  }
