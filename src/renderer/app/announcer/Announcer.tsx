import { textOf } from '@shared/model/message'
import { useEffect, useRef } from 'react'
import { wordsFor } from '../../common/failures/failureWords'
import type { ChatStore } from '../../features/chat/chatStore'
import { chatStore } from '../../features/chat/useChat'
import { SpokenAnswer } from './SpokenAnswer'
import { takeAnnouncement } from './takeAnnouncement'

/** One announcement comes in this time at most: several sentences then come as one. */
const intervalMs = 1_000
/** An answer no older than this, to a question asked here, was not heard before. */
const quickMs = 5_000

const endOf = (message: NonNullable<ReturnType<typeof answerOf>>): string => {
  const failure = message.parts.findLast((part) => part.type === 'failure')
  if (message.state === 'stopped') return 'Answer stopped'
  if (message.state === 'complete') return 'Answer complete'
  const code = failure?.type === 'failure' ? failure.code : 'run/interrupted'
  return `Answer failed: ${wordsFor(code).title}`
}

const answerOf = ({ chat }: ChatStore) => {
  const id = chat?.path.at(-1)
  const message = id === undefined ? undefined : chat?.messages.get(id)
  return message?.role === 'assistant' ? message : null
}

/** Follows the answer that is being written and gives what is to be said about it. */
const followAnswer = (say: (words: string) => void): (() => void) => {
  let current: { readonly id: string; readonly spoken: SpokenAnswer; length: number } | null = null
  let heardId: string | null = null
  const follow = (store: ChatStore) => {
    const answer = answerOf(store)
    if (!answer || (current && answer.id !== current.id)) current = null
    if (!answer) return
    const text = textOf(answer)
    if (!current) {
      // A very quick answer is complete when it is first seen.
      const isQuick =
        answer.id !== heardId && Date.now() - answer.createdAt < quickMs && store.pending !== null
      if (answer.state !== 'streaming' && !isQuick) return
      current = { id: answer.id, spoken: new SpokenAnswer(say), length: text.length }
      say('Answering')
      // One that was under way when it was opened is heard from here on; one that begins, from its beginning.
      if (text.length < 200 || isQuick) current.length = 0
    }
    if (text.length > current.length) {
      current.spoken.append(text.slice(current.length))
      current.length = text.length
    }
    if (answer.state === 'streaming') return
    current.spoken.finish(endOf(answer))
    heardId = answer.id
    current = null
  }
  return chatStore.subscribe(follow)
}

/**
 * Says the answer to screen readers by sentence, while the log itself keeps silent: heard token by token,
 * it makes no sense to the user. Writes to the page itself; React has nothing to do here.
 */
export const Announcer = () => {
  const region = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const waiting: string[] = []
    let timer: ReturnType<typeof setTimeout> | null = null
    const speak = () => {
      timer = null
      if (!region.current) return
      if (waiting.length === 0) {
        // Said: nothing to be come across a second time.
        region.current.textContent = ''
        return
      }
      region.current.textContent = takeAnnouncement(waiting)
      timer = setTimeout(speak, intervalMs)
    }
    const leave = followAnswer((words) => {
      waiting.push(words)
      timer ??= setTimeout(speak, 0)
    })
    return () => {
      leave()
      if (timer !== null) clearTimeout(timer)
    }
  }, [])
  return <div ref={region} role="status" aria-live="polite" className="visually-hidden" data-announcer="" />
}
