import { textOf } from '@shared/model/message'
import { jumpToQuestion } from '../features/chat/questions'
import { chatStore } from '../features/chat/useChat'
import { useFind } from '../features/find/findStore'
import type { CommandId } from '../features/shortcuts/shortcuts'
import { useSpeech } from '../features/speech/speechStore'
import { client } from '../ipc/client'
import { useApp } from './appStore'
import { useUi } from './uiStore'

/** The last answer of the shown branch; null where there is none, or it is still being written. */
const lastAnswer = () => {
  const { chat } = chatStore.getState()
  const id = chat?.path.findLast((each) => chat.outline.get(each)?.role === 'assistant')
  return (id && chat?.messages.get(id)) || null
}

const report = (what: string) => (error: unknown) => console.error(`${what} failed`, error)

const verbs: Readonly<Record<CommandId, () => void>> = {
  'new-conversation': () => useUi.getState().startConversation(),
  'search-history': () => useUi.getState().focusSearch(),
  find: () => {
    if (useUi.getState().view === 'chat' && chatStore.getState().chat) useFind.getState().open()
  },
  'previous-question': () => jumpToQuestion('previous'),
  'next-question': () => jumpToQuestion('next'),
  'focus-composer': () => useUi.getState().focusComposer(),
  stop: () => void chatStore.getState().stop(),
  regenerate: () => {
    const answer = lastAnswer()
    if (answer && answer.state !== 'streaming') void chatStore.getState().regenerate(answer.id)
  },
  'copy-answer': () => {
    const answer = lastAnswer()
    if (answer) client.call('app.copyText', { text: textOf(answer) }).catch(report('Copying'))
  },
  'read-aloud': () => {
    const { playing, read, stop } = useSpeech.getState()
    const answer = lastAnswer()
    if (playing) stop()
    else if (answer && textOf(answer) !== '') read(answer.id)
  },
  palette: () => useUi.getState().openPalette(),
  gallery: () => useUi.getState().openGallery(),
  settings: () => useUi.getState().openSettings(),
  shortcuts: () => useUi.getState().openShortcuts(),
  'toggle-theme': () => {
    const { settings, update } = useApp.getState()
    const isDark =
      settings?.theme === 'dark' ||
      (settings?.theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
    update({ theme: isDark ? 'light' : 'dark' }).catch(report('Changing the theme'))
  },
}

/** Does what a shortcut or the command palette asks for. */
export const runCommand = (command: CommandId): void => verbs[command]()
