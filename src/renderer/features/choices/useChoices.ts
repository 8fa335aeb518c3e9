import type { ConversationChoices } from '@shared/model/conversation'
import { useCallback, useRef, useState } from 'react'
import { useApp } from '../../common/appStore'
import { useComposer } from '../../common/composerStore'
import { chatStore, useChat } from '../chat/useChat'
import { answeringWith } from './choices'

/** The choices of the shown conversation, or of the one that has not begun. */
export const useShownChoices = (): ConversationChoices => {
  const ofNew = useComposer((composer) => composer.newChoices)
  const own = useChat(({ chat }) => chat?.conversation.choices)
  const isNew = useChat(({ conversationId }) => conversationId === null)
  return isNew ? ofNew : (own ?? {})
}

/** The engine that answers in the shown conversation; null where nothing does yet. */
export const useAnsweringEngineId = (): string | null => {
  const engines = useApp((app) => app.engines)
  const settings = useApp((app) => app.settings)
  return answeringWith(useShownChoices(), settings, engines).engine?.id ?? null
}

const keepChoices = (choices: ConversationChoices): void => {
  const { conversationId, setChoices } = chatStore.getState()
  if (conversationId === null) useComposer.getState().chooseForNew(choices)
  else void setChoices(choices)
}

/** Choices that are changed in a form: shown at once, each change on top of the one before it. */
export const useEditedChoices = (): readonly [
  ConversationChoices,
  (change: (now: ConversationChoices) => ConversationChoices) => void,
] => {
  const shown = useShownChoices()
  const [edited, setEdited] = useState(shown)
  const now = useRef(edited)
  const change = useCallback((make: (now: ConversationChoices) => ConversationChoices) => {
    now.current = make(now.current)
    setEdited(now.current)
    keepChoices(now.current)
  }, [])
  return [edited, change]
}
