import type { StoreApi } from 'zustand/vanilla'
import { type ChatStore, isAnswering, isPendingShown } from '../chat/chatStore'
import type { SpeechState } from '../speech/createSpeechStore'

/** The conversation as listening needs it: what is being said by the other side, and how to end it. */
export interface HandsFreeConversation {
  /** Every window is silent. */
  silence(): Promise<void>
  stopAnswer(): Promise<void>
  /**
   * Reads the answer to what was just sent aloud, and tells once it was written and heard. `sent`: settles as
   * the question is under way, or is known not to be.
   */
  hearAnswer(onOver: (outcome: 'heard' | 'failed') => void, sent: Promise<unknown>): void
  /** `hearAnswer` tells nothing any more. */
  leave(): void
}

interface HandsFreeConversationDeps {
  readonly chat: Pick<StoreApi<ChatStore>, 'getState' | 'subscribe'>
  readonly speech: Pick<StoreApi<SpeechState>, 'getState' | 'subscribe'>
  /** True where the answer is read aloud. */
  readonly isReadAloud: () => boolean
}

export const createHandsFreeConversation = ({
  chat,
  speech,
  isReadAloud,
}: HandsFreeConversationDeps): HandsFreeConversation => {
  let leave = () => {}

  /** The answer at the end of what is shown; null where that is a question. */
  const lastAnswer = () => {
    const state = chat.getState().chat
    const id = state?.path.at(-1)
    const entry = id === undefined ? undefined : state?.outline.get(id)
    return id !== undefined && entry?.role === 'assistant' ? { id, state: entry.state } : null
  }

  return {
    silence: () => speech.getState().stopSpeaking(),

    stopAnswer: async () => {
      if (!isAnswering(chat.getState())) return
      await chat.getState().stop()
      // This window hears of it a moment later: what is sent before would wait behind the stopped answer.
      await new Promise<void>((resolve) => {
        const look = () => {
          if (isAnswering(chat.getState())) return
          stop()
          resolve()
        }
        const stop = chat.subscribe(look)
        look()
      })
    },

    hearAnswer: (onOver, sent) => {
      leave()
      let isSent = false
      const asked = chat.getState().conversationId
      const before = lastAnswer()?.id ?? null
      let read: string | null = null
      const over = (outcome: 'heard' | 'failed') => {
        leave()
        onOver(outcome)
      }
      const look = () => {
        const store = chat.getState()
        // The user has left the conversation meanwhile and does not listen for this answer.
        if (asked !== null && store.conversationId !== asked) return over('failed')
        if (isPendingShown(store)) return
        const answer = lastAnswer()
        if (!answer || answer.id === before) {
          // It did not get away: the composer says why.
          if (isSent && store.pending === null && !isAnswering(store)) over('failed')
          return
        }
        if (read === null) {
          read = answer.id
          if (isReadAloud() && speech.getState().playing?.messageId !== answer.id)
            speech.getState().read(answer.id)
        }
        if (answer.state === 'streaming' || speech.getState().playing !== null) return
        if (answer.state === 'failed') return over('failed')
        over('heard')
      }
      const stops = [chat.subscribe(look), speech.subscribe(look)]
      let isLeft = false
      leave = () => {
        isLeft = true
        for (const stop of stops) stop()
        leave = () => {}
      }
      const settle = () => {
        isSent = true
        if (!isLeft) look()
      }
      sent.then(settle, settle)
      look()
    },

    leave: () => leave(),
  }
}
