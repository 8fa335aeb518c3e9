import { useApp } from '../../common/appStore'
import { useNavigation } from '../../common/navigation/navigation'
import { typeInto } from '../../ui/editField'
import { drafts, emptyDraft, joined } from '../chat/composer/Drafts'
import { chatStore } from '../chat/useChat'
import { answeringWith } from '../choices/choices'

/** The conversation for which something is said. */
export interface DictationRecipient {
  readonly conversationId: string | null
  /** The engine that is going to answer. */
  readonly engineId: string | null
  /** Which of the conversations that were opened here. */
  readonly visit: number
}

const target = () => useNavigation.getState().dictationTarget

export const recipientNow = (): DictationRecipient => {
  const { settings, engines } = useApp.getState()
  const { chat, conversationId } = chatStore.getState()
  const choices = chat?.conversation.choices ?? target()?.choices() ?? {}
  return {
    conversationId,
    engineId: answeringWith(choices, settings, engines).engine?.id ?? null,
    visit: useNavigation.getState().visit,
  }
}

/** A new conversation gets its id while it is shown. */
const isShown = ({ conversationId, visit }: DictationRecipient): boolean =>
  visit === useNavigation.getState().visit &&
  (conversationId === null || conversationId === chatStore.getState().conversationId)

/**
 * Puts words into the field at the caret, as if they had been typed, or into the draft of the conversation
 * for which they were said. True where they are in the field.
 */
export const deliver = (words: string, place: DictationRecipient): boolean => {
  const field = target()?.field()
  if (field && isShown(place)) {
    insertWords(field, words)
    return true
  }
  const { conversationId } = place
  const known = drafts.peek(conversationId)
  const add = (draft = emptyDraft) =>
    drafts.keep(conversationId, joined(draft, { text: words, attachments: [] }))
  if (known) add(known)
  else
    drafts
      .load(conversationId)
      .then(add)
      .catch(() => add())
  return false
}

/** Spaces set the words apart from those beside them, as in typing. */
const insertWords = (field: HTMLTextAreaElement, words: string): void => {
  const { value, selectionStart, selectionEnd } = field
  const before = /\S$/.test(value.slice(0, selectionStart)) ? ' ' : ''
  const after = /^[^\s.,;:!?)]/.test(value.slice(selectionEnd)) ? ' ' : ''
  typeInto(field, `${before}${words}${after}`)
}

export const sendFromField = async (): Promise<void> => target()?.send()
