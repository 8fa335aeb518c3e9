import { type Part, sourcesOf } from '@shared/model/message'
import { useLayoutEffect, useRef } from 'react'
import { MarkdownView } from '../markdown/MarkdownView'
import { chatStore } from '../useChat'

interface Props {
  readonly messageId: string
  readonly index: number
}

interface Source {
  readonly text: string
  readonly mayGrow: boolean
}

const sourceOf = (messageId: string, index: number): Source => {
  const message = chatStore.getState().chat?.messages.get(messageId)
  const part: Part | undefined = message?.parts[index]
  const text = part?.type === 'text' || part?.type === 'reasoning' ? part.text : ''
  return { text, mayGrow: message?.state === 'streaming' && index === message.parts.length - 1 }
}

/** A text part as Markdown. Listens to the store itself: while text streams, React renders nothing. */
export const MarkdownPart = ({ messageId, index }: Props) => {
  const root = useRef<HTMLDivElement>(null)

  useLayoutEffect(() => {
    const element = root.current
    if (!element) return
    const sourceAt = (number: number) => {
      const message = chatStore.getState().chat?.messages.get(messageId)
      return message && sourcesOf(message)[number - 1]
    }
    let view = new MarkdownView(element, sourceAt)
    let drawn = ''
    let isFinished = false

    const anew = () => {
      view.dispose()
      element.replaceChildren()
      view = new MarkdownView(element, sourceAt)
      drawn = ''
      isFinished = false
    }
    const follow = () => {
      const { text, mayGrow } = sourceOf(messageId, index)
      const isSame = text.length === drawn.length
      if (isSame && (mayGrow || isFinished)) return
      // An answer that goes on after its end, or one that was rewritten.
      if (!isSame && (isFinished || text.length < drawn.length)) anew()
      view.append(text.slice(drawn.length))
      drawn = text
      if (!mayGrow) {
        view.finish()
        isFinished = true
      }
    }
    follow()
    const leave = chatStore.subscribe(follow)
    return () => {
      leave()
      view.dispose()
      element.replaceChildren()
    }
  }, [messageId, index])

  return <div ref={root} className="markdown" />
}
