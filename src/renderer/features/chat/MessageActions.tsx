import { textOf } from '@shared/model/message'
import {
  Check,
  ChevronDown,
  ChevronLeft,
  ChevronRight,
  Copy,
  Ellipsis,
  Pencil,
  Play,
  RotateCcw,
  Square,
  Volume2,
} from 'lucide-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { wordsFor } from '../../common/failures/failureWords'
import { client } from '../../ipc/client'
import { IconButton } from '../../ui/IconButton'
import { useSpeech } from '../speech/speechStore'
import { useEditing } from './editing'
import { detailsOf, factsOf } from './format'
import { siblingsOf } from './siblings'
import { chatStore, useChat } from './useChat'

// Menus are loaded with the first use: the conversation must be there before them.
const MessageMenu = lazy(() => import('./MessageMenu').then((module) => ({ default: module.MessageMenu })))
const ModelMenu = lazy(() => import('./ModelMenu').then((module) => ({ default: module.ModelMenu })))

interface Props {
  readonly messageId: string
}

const iconSize = 16

/** `‹ 1/2 ›`: walks the versions of a message. Nothing where there is only one. */
const SiblingWalker = ({ messageId }: Props) => {
  const { ids, isBusy } = useChat(
    useShallow(({ chat }) => ({
      ids: chat ? siblingsOf(chat.outline, messageId).join(' ') : '',
      isBusy: chat?.outline.get(messageId)?.state === 'streaming',
    })),
  )
  const siblings = ids === '' ? [] : ids.split(' ')
  if (siblings.length < 2) return null
  const at = siblings.indexOf(messageId)
  const show = (index: number) => {
    const id = siblings[index]
    if (id) void chatStore.getState().show(id)
  }
  return (
    <span className="walker" data-busy={isBusy || undefined}>
      <IconButton label="Previous version" disabled={at === 0} onClick={() => show(at - 1)}>
        <ChevronLeft size={iconSize} />
      </IconButton>
      <span>
        <span className="visually-hidden">Version </span>
        {at + 1}/{siblings.length}
      </span>
      <IconButton label="Next version" disabled={at === siblings.length - 1} onClick={() => show(at + 1)}>
        <ChevronRight size={iconSize} />
      </IconButton>
    </span>
  )
}

const More = ({ messageId }: Props) => {
  const [isWanted, setWanted] = useState(false)
  const button = (
    <IconButton label="More" aria-haspopup="menu" onClick={() => setWanted(true)}>
      <Ellipsis size={iconSize} />
    </IconButton>
  )
  return isWanted ? (
    <Suspense fallback={button}>
      <MessageMenu messageId={messageId} />
    </Suspense>
  ) : (
    button
  )
}

/** The same model at once, or another one from a menu. */
const Regenerate = ({ messageId, isBrief }: Props & { readonly isBrief: boolean }) => {
  const [isWanted, setWanted] = useState(false)
  const button = (
    <IconButton
      label="Answer with another model"
      className="is-narrow"
      aria-haspopup="menu"
      onClick={() => setWanted(true)}
    >
      <ChevronDown size={14} />
    </IconButton>
  )
  return (
    <>
      <IconButton label="Regenerate" onClick={() => void chatStore.getState().regenerate(messageId)}>
        <RotateCcw size={iconSize} />
      </IconButton>
      {!isBrief &&
        (isWanted ? (
          <Suspense fallback={button}>
            <ModelMenu messageId={messageId} />
          </Suspense>
        ) : (
          button
        ))}
    </>
  )
}

const CopyAnswer = ({ messageId }: Props) => {
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), 1_500)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copy = async () => {
    const message = chatStore.getState().chat?.messages.get(messageId)
    if (!message) return
    await client.call('app.copyText', { text: textOf(message) })
    setCopied(true)
  }
  return (
    <IconButton label="Copy" onClick={() => void copy()}>
      {isCopied ? <Check size={iconSize} /> : <Copy size={iconSize} />}
      <span role="status" className="visually-hidden">
        {isCopied ? 'Done' : ''}
      </span>
    </IconButton>
  )
}

const ReadAloud = ({ messageId, hasText }: Props & { readonly hasText: boolean }) => {
  const isPlaying = useSpeech((speech) => speech.playing?.messageId === messageId)
  const { read, stop } = useSpeech(useShallow(({ read, stop }) => ({ read, stop })))
  if (isPlaying) {
    return (
      <IconButton label="Stop reading" className="is-on" onClick={() => stop()}>
        <Square size={iconSize - 2} fill="currentColor" />
      </IconButton>
    )
  }
  // What the model has spoken by its tool can be stopped also where it wrote nothing.
  return hasText ? (
    <IconButton label="Read aloud" onClick={() => read(messageId)}>
      <Volume2 size={iconSize} />
    </IconButton>
  ) : null
}

/** Why the answer could not be read aloud to its end. */
export const SpeechFailure = ({ messageId }: Props) => {
  const code = useSpeech(({ failure }) => (failure?.messageId === messageId ? failure.code : null))
  if (code === null) return null
  const { title, explanation } = wordsFor(code)
  return (
    <p role="alert" className="field-error">
      {title}. {explanation}
    </p>
  )
}

/** What an answer took, in a line; opened, all of it. */
const Facts = ({
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

const FactsInFull = ({ messageId }: Props) => {
  const words = useChat(({ chat }) => {
    const message = chat?.messages.get(messageId)
    return message ? detailsOf(message).join(' · ') : ''
  })
  return <p className="facts-in-full">{words}</p>
}

/** Under an answer: copy, read aloud, ask again, go on, versions, and what it cost. `isBrief`: no menus. */
export const AssistantActions = ({ messageId, isBrief = false }: Props & { readonly isBrief?: boolean }) => {
  const { state, hasText } = useChat(
    useShallow(({ chat }) => {
      const message = chat?.messages.get(messageId)
      return {
        state: message?.state,
        hasText: message?.parts.some((part) => part.type === 'text' && part.text !== '') ?? false,
      }
    }),
  )
  const { continueAnswer } = chatStore.getState()
  const isStreaming = state === 'streaming'
  const [isDetailed, setDetailed] = useState(false)
  const mayGoOn = state === 'stopped' && hasText
  return (
    <>
      <div className="actions">
        {hasText && <CopyAnswer messageId={messageId} />}
        <ReadAloud messageId={messageId} hasText={hasText} />
        {!isStreaming && <Regenerate messageId={messageId} isBrief={isBrief} />}
        {mayGoOn && (
          <button type="button" className="text-button" onClick={() => void continueAnswer(messageId)}>
            <Play size={13} aria-hidden="true" /> Continue
          </button>
        )}
        {!isStreaming && !isBrief && <More messageId={messageId} />}
        <SiblingWalker messageId={messageId} />
        <Facts messageId={messageId} isOpen={isDetailed} onToggle={() => setDetailed(!isDetailed)} />
      </div>
      {isDetailed && !isStreaming && <FactsInFull messageId={messageId} />}
    </>
  )
}

/** Under a question: edit, and its versions. */
export const UserActions = ({ messageId }: Props) => {
  const begin = useEditing((editing) => editing.begin)
  return (
    <div className="actions">
      <SiblingWalker messageId={messageId} />
      <IconButton label="Edit" onClick={() => begin(messageId)}>
        <Pencil size={iconSize - 1} />
      </IconButton>
      <More messageId={messageId} />
    </div>
  )
}
