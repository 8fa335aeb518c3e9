import type { ConversationChoices, Draft } from '@shared/model/conversation'
import { takePictureOptions, useGeneration } from '../../pictures/generation/generationStore'
import type { ChatStore, Question } from '../chatStore'
import { chatStore, isAnswering, isPendingShown } from '../useChat'

/**
 * Asks, or lets it wait its turn where an answer is in progress. Null: nothing began that would need a view.
 */
export const askOrWait = async (
  { text, attachments }: Draft,
  choices: () => ConversationChoices,
): Promise<string | null> => {
  const store = chatStore.getState()
  const wish = takePictureOptions(text)
  const question = { prompt: text, attachments, ...(wish ? { wish } : {}) }
  try {
    return await ask(store, question, choices)
  } catch (error) {
    if (wish) useGeneration.getState().giveBack(wish)
    throw error
  }
}

const ask = async (
  store: ChatStore,
  question: Question,
  choices: () => ConversationChoices,
): Promise<string | null> => {
  if (store.conversationId !== null && (isAnswering(store) || isPendingShown(store))) {
    await store.enqueue(question)
    return null
  }
  return store.send(question, { choices: choices() })
}
