import { detailsOf, factsOf } from './format'
import { useChat } from './useChat'

interface Props {
  readonly messageId: string
}

/** What an answer took, in a line; opened, all of it. */
export const AnswerFacts = ({
  messageId,
  isOpen,
  onToggle,
}: Props & { readonly isOpen: boolean; readonly onToggle: () => void }) => {
  const facts = useChat(({ chat }) => {
    const message = chat?.messages.get(messageId)
    return message && message.state !== 'streaming' ? factsOf(message).join(' · ') : ''
  })
  return facts === '' ? null : (
    <button type="button" className="facts" aria-expanded={isOpen} onClick={onToggle}>
      {facts}
    </button>
  )
}

/** All that an answer took. */
export const AnswerFactsInFull = ({ messageId }: Props) => {
  const words = useChat(({ chat }) => {
    const message = chat?.messages.get(messageId)
    return message ? detailsOf(message).join(' · ') : ''
  })
  return <p className="facts-in-full">{words}</p>
}
