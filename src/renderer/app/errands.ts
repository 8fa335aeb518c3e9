import type { Errand } from '@shared/model/errand'
import { useComposer } from '../features/chat/composerStore'
import { client } from '../ipc/client'
import { useUi } from './uiStore'

const perform = (errand: Errand): void => {
  const ui = useUi.getState()
  switch (errand.type) {
    case 'fill':
      ui.closeDialog()
      if (errand.isFresh) ui.startConversation()
      // In front of what is there: a link must not cost anybody a draft.
      useComposer.getState().giveBack({ text: errand.text, attachments: errand.attachments })
      return
    case 'open':
      ui.closeDialog()
      ui.openConversation(errand.conversationId)
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
export const runErrands = async (): Promise<void> => {
  for (const errand of await client.call('errands.take', { window: 'main' })) perform(errand)
}
