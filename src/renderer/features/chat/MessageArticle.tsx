import { isDamagedPart, type Message, type Part, textOf } from '@shared/model/message'
import { memo, useEffect, useMemo } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { ErrorBoundary } from '../../common/failures/ErrorBoundary'
import { wordsFor } from '../../common/failures/failureWords'
import { RowBoundary } from '../../common/failures/RowBoundary'
import { formatClock } from '../../ui/dates'
import { SpeechFileNote } from '../speech/SpeechFileNote'
import { AnswerFileNote } from './AnswerFileNote'
import { AssistantActions } from './AssistantActions'
import { attachmentsOf } from './attachments'
import { wantBody } from './bodies'
import { EditQuestion } from './EditQuestion'
import { useEditing } from './editing'
import { MessageAttachments } from './MessageAttachments'
import { FailureAlert } from './parts/FailureAlert'
import { FirstWordWait } from './parts/FirstWordWait'
import { MarkdownPart } from './parts/MarkdownPart'
import { PicturePart } from './parts/PicturePart'
import { PictureProgress } from './parts/PictureProgress'
import { ReasoningPart } from './parts/ReasoningPart'
import { RetryCountdown } from './parts/RetryCountdown'
import { ToolPart } from './parts/ToolPart'
import { Sources } from './Sources'
import { SpeechFailure } from './SpeechFailure'
import { UserActions } from './UserActions'
import { UserText } from './UserText'
import { useChat } from './useChat'

interface Shape {
  readonly role: Message['role']
  readonly state: Message['state']
  /** The kinds of its parts: what decides which components there are. Text grows without changing it. */
  readonly parts: string
  readonly createdAt: number
  readonly isLoaded: boolean
}

const PartView = ({ type, messageId, index }: { type: Part['type']; messageId: string; index: number }) => {
  switch (type) {
    case 'text':
      return <MarkdownPart messageId={messageId} index={index} />
    case 'reasoning':
      return <ReasoningPart messageId={messageId} index={index} />
    case 'tool-call':
      return <ToolPart messageId={messageId} index={index} />
    case 'picture':
      return <PicturePart messageId={messageId} index={index} />
    case 'file':
      return <AnswerFile messageId={messageId} index={index} />
    case 'tool-result':
    case 'sources':
    case 'failure':
      // A result is shown with its call; sources and a failure under everything else.
      return null
  }
}

/** Says that the message, or a part of it, could not be read from the history. */
const DamagedMessage = ({ messageId }: { readonly messageId: string }) => {
  const isDamaged = useChat(
    ({ chat }) => chat?.messages.get(messageId)?.parts.some((part) => isDamagedPart(part)) ?? false,
  )
  if (!isDamaged) return null
  const { title, explanation } = wordsFor('message/damaged')
  return (
    <p className="damaged-message">
      <strong>{title}.</strong> {explanation}
    </p>
  )
}

/** A document that came with an answer, from another app. */
const AnswerFile = ({ messageId, index }: { messageId: string; index: number }) => {
  const part = useChat(({ chat }) => chat?.messages.get(messageId)?.parts[index])
  const attachments = useMemo(() => (part ? attachmentsOf({ parts: [part] }) : []), [part])
  return attachments.length > 0 ? <MessageAttachments attachments={attachments} /> : null
}

const Question = ({ messageId }: { readonly messageId: string }) => {
  const text = useChat(({ chat }) => {
    const message = chat?.messages.get(messageId)
    return message ? textOf(message) : ''
  })
  const message = useChat(({ chat }) => chat?.messages.get(messageId))
  const attachments = message ? attachmentsOf(message) : []
  return (
    <>
      {attachments.length > 0 && <MessageAttachments attachments={attachments} />}
      {text !== '' && <UserText text={text} />}
      <DamagedMessage messageId={messageId} />
    </>
  )
}

/** Nothing visible has arrived yet. */
const useIsWaiting = (messageId: string): boolean =>
  useChat(({ chat }) => {
    const message = chat?.messages.get(messageId)
    if (message?.state !== 'streaming') return false
    return !message.parts.some((part) =>
      part.type === 'text' ? part.text.trim() !== '' : part.type === 'picture',
    )
  })

const Failure = ({ messageId }: { readonly messageId: string }) => {
  const failure = useChat(({ chat }) => {
    const message = chat?.messages.get(messageId)
    if (!message || message.state === 'streaming' || message.state === 'complete') return undefined
    const last = message.parts
      .filter((part) => part.type === 'failure')
      .findLast((part) => !isDamagedPart(part))
    if (last) return last
    // The app ended before a reason could be written.
    return message.state === 'interrupted' ? ({ code: 'run/interrupted' } as const) : undefined
  })
  if (!failure) return null
  const data = 'data' in failure ? failure.data : undefined
  return <FailureAlert messageId={messageId} code={failure.code} data={data} />
}

interface ContentProps {
  readonly id: string
  readonly shape: Shape
  readonly isBrief: boolean
}

const Content = ({ id, shape, isBrief }: ContentProps) => {
  const isWaiting = useIsWaiting(id)
  const isEditing = useEditing((editing) => editing.messageId === id)
  if (!shape.isLoaded) return <div className="placeholder" aria-hidden="true" />
  if (shape.role === 'user') {
    return isEditing ? (
      <EditQuestion messageId={id} />
    ) : (
      <>
        <Question messageId={id} />
        {!isBrief && <UserActions messageId={id} />}
      </>
    )
  }
  const types = shape.parts === '' ? [] : (shape.parts.split(' ') as Part['type'][])
  return (
    <>
      {types.map((type, index) => (
        // Parts are never reordered: their index is who they are.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <PartView key={`${index} ${type}`} type={type} messageId={id} index={index} />
      ))}
      <DamagedMessage messageId={id} />
      <Sources messageId={id} />
      {isWaiting && <Typing messageId={id} />}
      <PictureProgress messageId={id} />
      <RetryCountdown messageId={id} />
      <Failure messageId={id} />
      <AssistantActions messageId={id} isBrief={isBrief} />
      <SpeechFailure messageId={id} />
      <SpeechFileNote messageId={id} />
      <AnswerFileNote messageId={id} />
    </>
  )
}

const Typing = ({ messageId }: { readonly messageId: string }) => (
  <div className="typing">
    <span className="visually-hidden">Waiting for the answer</span>
    <i />
    <i />
    <i />
    <FirstWordWait messageId={messageId} />
  </div>
)

interface Props {
  readonly id: string
  readonly isMarked: boolean
  /** Who wrote it, where two answers stand side by side. */
  readonly by?: string
  /** The article is in a small window: it has no menus, and nothing that changes questions. */
  readonly isBrief?: boolean
}

/** One message of the conversation. Whatever is wrong with it, those beside it are there. */
export const MessageArticle = memo((props: Props) => (
  <RowBoundary about={props.id} what="This message">
    <Article {...props} />
  </RowBoundary>
))

/** Draws itself anew only when its state or its kinds of parts change. */
const Article = memo(({ id, isMarked, by, isBrief = false }: Props) => {
  const shape = useChat(
    useShallow(({ chat }): Shape | null => {
      const entry = chat?.outline.get(id)
      if (!entry) return null
      const message = chat?.messages.get(id)
      return {
        role: entry.role,
        state: message?.state ?? entry.state,
        parts: message?.parts.map((part) => part.type).join(' ') ?? '',
        createdAt: entry.createdAt,
        isLoaded: message !== undefined,
      }
    }),
  )
  const isLoaded = shape?.isLoaded ?? true
  useEffect(() => {
    if (!isLoaded) wantBody(id)
  }, [id, isLoaded])
  if (!shape) return null

  const isUser = shape.role === 'user'
  const who = isUser ? 'You' : by === undefined ? 'Assistant' : `Assistant, ${by}`
  const isBusy = shape.state === 'streaming'
  return (
    <article
      aria-label={`${who}, ${formatClock(shape.createdAt)}`}
      aria-busy={isBusy || undefined}
      data-message={id}
      className={`message ${isUser ? 'from-user' : 'from-assistant'} ${isMarked ? 'is-marked' : ''}`}
    >
      <ErrorBoundary fallback={(retry) => <BrokenMessage id={id} retry={retry} />}>
        <Content id={id} shape={shape} isBrief={isBrief} />
      </ErrorBoundary>
    </article>
  )
})

/** A message that cannot be drawn: its words as they are. */
const BrokenMessage = ({ id, retry }: { readonly id: string; readonly retry: () => void }) => {
  const text = useChat(({ chat }) => {
    const message = chat?.messages.get(id)
    return message ? textOf(message) : ''
  })
  return (
    <div className="broken">
      <pre className="tool-text">{text}</pre>
      <p>
        This message could not be drawn. These are its plain words.{' '}
        <button type="button" className="link-button" onClick={retry}>
          Try to draw it again
        </button>
      </p>
    </div>
  )
}
