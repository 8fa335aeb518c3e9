import type { Intent } from '@shared/model/intent'
import { useComposer } from '../features/chat/composerStore'
import { client } from '../ipc/client'
import { useUi } from './uiStore'

const perform = (intent: Intent): void => {
  const ui = useUi.getState()
  switch (intent.type) {
    case 'fill':
      ui.closeDialog()
      if (intent.isFresh) ui.startConversation()
      // In front of what is there: a link must not cost anybody a draft.
      useComposer.getState().giveBack({ text: intent.text, attachments: intent.attachments })
      return
    case 'open':
      ui.closeDialog()
      ui.openConversation(intent.conversationId)
      return
    case 'begin':
      ui.closeDialog()
      ui.startConversation()
      return
    case 'settings':
      ui.openSettings()
      return
    case 'ask-about-closing':
      ui.askAboutClosing()
      return
  }
}

/** Does what somebody outside the window asked for: a link, the tray, a notification. */
export const runIntents = async (): Promise<void> => {
  for (const intent of await client.call('intents.take', { window: 'main' })) perform(intent)
}
