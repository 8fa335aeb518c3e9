import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { useChat } from '../useChat'
import { MarkdownPart } from './MarkdownPart'

interface Props {
  readonly messageId: string
  readonly index: number
}

const thoughtFor = (ms: number): string => {
  const seconds = Math.round(ms / 1000)
  return seconds < 2 ? 'Thought for a moment' : `Thought for ${seconds} seconds`
}

/**
 * What the model thought before it wrote: in sight while it comes, folded afterwards, unless the user says
 * otherwise.
 */
export const ReasoningPart = ({ messageId, index }: Props) => {
  const [chosen, setChosen] = useState<boolean | null>(null)
  const isThinking = useChat(({ chat }) => {
    const message = chat?.messages.get(messageId)
    const part = message?.parts[index]
    // An engine that does not say when thinking ended has ended it by writing.
    const isLast = message?.parts.length === index + 1
    return message?.state === 'streaming' && part?.type === 'reasoning' && !part.endedAt && isLast
  })
  const title = useChat(({ chat }) => {
    const part = chat?.messages.get(messageId)?.parts[index]
    if (part?.type !== 'reasoning' || part.text === '') return null
    if (isThinking) return 'Thinking…'
    return part.startedAt && part.endedAt ? thoughtFor(part.endedAt - part.startedAt) : 'Thoughts'
  })
  if (title === null) return null
  const isOpen = chosen ?? isThinking
  return (
    <details className="fold" open={isOpen}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a summary is a button; its click is the browser's for keys too */}
      <summary
        onClick={(event) => {
          event.preventDefault()
          setChosen(!isOpen)
        }}
      >
        <ChevronRight aria-hidden="true" size={14} />
        {title}
      </summary>
      {isOpen && (
        <div className={`fold-body reasoning ${isThinking && chosen === null ? 'is-coming' : ''}`}>
          <MarkdownPart messageId={messageId} index={index} />
        </div>
      )}
    </details>
  )
}
