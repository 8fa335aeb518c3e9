import { textOf } from '@shared/model/message'
import { flushSync } from 'react-dom'
import { useApp } from '../common/appStore'
import type { CommandId } from '../common/keys/shortcuts'
import { useNavigation } from '../common/navigation/navigation'
import { jumpToQuestion } from '../features/chat/questions'
import { chatStore } from '../features/chat/useChat'
import { useConversations } from '../features/conversations/conversationsStore'
import { useList } from '../features/conversations/listStore'
import { useSelection } from '../features/conversations/selectionStore'
import { useUndo } from '../features/conversations/undoStore'
import { arrange, oppositeOf } from '../features/conversations/verbs'
import { holdDictationKey } from '../features/dictation/dictationKeys'
import { useDictation } from '../features/dictation/dictationStore'
import { useFind } from '../features/find/findStore'
import { useSpeech } from '../features/speech/speechStore'
import { useTemporary } from '../features/temporary/temporaryStore'
import { client } from '../ipc/client'

/** The last answer of the shown branch; null where there is none, or it is still being written. */
const lastAnswer = () => {
  const { chat } = chatStore.getState()
  const id = chat?.path.findLast((each) => chat.outline.get(each)?.role === 'assistant')
  return (id && chat?.messages.get(id)) || null
}

/** What a verb is meant for: what is chosen in the list, otherwise the shown conversation. */
const meant = (): readonly string[] => {
  const { ids } = useSelection.getState()
  if (ids.size > 0) return [...ids]
  const { view, conversationId } = useNavigation.getState()
  return view === 'chat' && conversationId !== null ? [conversationId] : []
}

/** The shown conversation as it is now; for several, what is not done yet is done. */
const shown = () => {
  const isOne = useSelection.getState().ids.size === 0
  return (isOne && chatStore.getState().chat?.conversation) || {}
}

const showPlace = (type: 'all' | 'archive' | 'trash') => {
  useNavigation.getState().setDrawer(true)
  useConversations.getState().show({ type })
}

/** Listening is shown and ended beside the composer, and its words go there. */
const atComposer = (listen: () => void) => () => {
  const { view, focusComposer } = useNavigation.getState()
  if (view !== 'chat') flushSync(focusComposer)
  listen()
}

const report = (what: string) => (error: unknown) => console.error(`${what} failed`, error)

const verbs: Readonly<Record<CommandId, () => void>> = {
  'new-conversation': () => useNavigation.getState().startConversation(),
  'temporary-conversation': () =>
    void useTemporary.getState().begin().catch(report('A temporary conversation')),
  'search-history': () => useNavigation.getState().focusSearch(),
  'show-all': () => showPlace('all'),
  'show-archive': () => showPlace('archive'),
  'show-trash': () => showPlace('trash'),
  'new-folder': () => {
    showPlace('all')
    useList.getState().name('new-folder')
  },
  'empty-trash': () => useList.getState().confirm({ type: 'empty-trash' }),
  'undo-order': () => void useUndo.getState().undo(),
  rename: () => {
    if (useNavigation.getState().conversationId !== null) useNavigation.getState().rename()
  },
  pin: () => void arrange(meant(), oppositeOf('pin', shown())),
  archive: () => void arrange(meant(), oppositeOf('archive', shown())),
  move: () => {
    if (meant().length > 0) useNavigation.getState().openMove(meant())
  },
  trash: () => void arrange(meant(), { type: 'trash' }),
  export: () => {
    if (meant().length > 0) useNavigation.getState().openExport(meant())
  },
  find: () => {
    if (useNavigation.getState().view === 'chat' && chatStore.getState().chat) useFind.getState().open()
  },
  'previous-question': () => jumpToQuestion('previous'),
  'next-question': () => jumpToQuestion('next'),
  'focus-composer': () => useNavigation.getState().focusComposer(),
  talk: atComposer(holdDictationKey),
  'hands-free': atComposer(() => useDictation.getState().toggleHandsFree()),
  stop: () => void chatStore.getState().stop(),
  regenerate: () => {
    const answer = lastAnswer()
    if (answer && answer.state !== 'streaming') void chatStore.getState().regenerate(answer.id)
  },
  'copy-answer': () => {
    const answer = lastAnswer()
    if (answer) client.call('app.copyMarkdown', { markdown: textOf(answer) }).catch(report('Copying'))
  },
  'read-aloud': () => {
    const { playing, read, stop } = useSpeech.getState()
    const answer = lastAnswer()
    if (playing) stop()
    else if (answer && textOf(answer) !== '') read(answer.id)
  },
  'pause-reading': () => {
    const { isPaused, pause, resume } = useSpeech.getState()
    if (isPaused) resume()
    else pause()
  },
  'next-sentence': () => useSpeech.getState().skip(),
  palette: () => useNavigation.getState().openPalette(),
  gallery: () => useNavigation.getState().openGallery(),
  settings: () => useNavigation.getState().openSettings(),
  shortcuts: () => useNavigation.getState().openShortcuts(),
  'toggle-theme': () => {
    const { settings, update } = useApp.getState()
    const isDark =
      settings?.theme === 'dark' ||
      (settings?.theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
    update({ theme: isDark ? 'light' : 'dark' }).catch(report('Changing the theme'))
  },
}

/** This does what a shortcut or the command palette asks for. */
export const runCommand = (command: CommandId): void => verbs[command]()
