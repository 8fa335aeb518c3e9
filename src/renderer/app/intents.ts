import type { Intent } from '@shared/model/intent'
import { useComposer } from '../common/composerStore'
import { useNavigation } from '../common/navigation/navigation'
import { client } from '../ipc/client'

const perform = (intent: Intent): void => {
  const navigation = useNavigation.getState()
  switch (intent.type) {
    case 'fill':
      navigation.closeDialog()
      if (intent.isFresh) navigation.startConversation()
      // It goes in front of what is there: a link must not cost the user a draft.
      useComposer.getState().giveBack({ text: intent.text, attachments: intent.attachments })
      return
    case 'open':
      navigation.closeDialog()
      navigation.openConversation(intent.conversationId)
      return
    case 'begin':
      navigation.closeDialog()
      navigation.startConversation()
      return
    case 'settings':
      navigation.openSettings()
      return
    case 'ask-about-closing':
      navigation.askAboutClosing()
      return
  }
}

/** The window does what was asked for outside it: by a link, the tray, a notification. */
export const runIntents = async (): Promise<void> => {
  for (const intent of await client.call('intents.take', { window: 'main' })) perform(intent)
}
