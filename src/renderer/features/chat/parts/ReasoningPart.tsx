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

/** What the model thought before it wrote: folded, and drawn only when opened. */
export const ReasoningPart = ({ messageId, index }: Props) => {
  const [isOpen, setOpen] = useState(false)
  const title = useChat(({ chat }) => {
    const message = chat?.messages.get(messageId)
    const part = message?.parts[index]
    if (part?.type !== 'reasoning') return null
    if (part.text === '') return null
    const isThinking = message?.state === 'streaming' && part.endedAt === undefined
    if (isThinking) return 'Thinking…'
    return part.startedAt && part.endedAt ? thoughtFor(part.endedAt - part.startedAt) : 'Thoughts'
  })
  if (title === null) return null
  return (
    <details className="fold" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <ChevronRight aria-hidden="true" size={14} />
        {title}
      </summary>
      {isOpen && (
        <div className="fold-body reasoning">
          <MarkdownPart messageId={messageId} index={index} />
        </div>
      )}
    </details>
  )
}
