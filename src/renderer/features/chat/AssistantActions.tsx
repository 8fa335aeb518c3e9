import { textOf } from '@shared/model/message'
import { Check, ChevronDown, Copy, Play, RotateCcw, Square, Volume2 } from 'lucide-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { client } from '../../ipc/client'
import { IconButton } from '../../ui/IconButton'
import { useSpeech } from '../speech/speechStore'
import { AnswerFacts, AnswerFactsInFull } from './AnswerFacts'
import { MoreButton } from './MoreButton'
import { SiblingWalker } from './SiblingWalker'
import { chatStore, useChat } from './useChat'

// Loaded with the first use, like the other menus.
const ModelMenu = lazy(() => import('./ModelMenu').then((module) => ({ default: module.ModelMenu })))

interface Props {
  readonly messageId: string
}

const iconSize = 16

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
    await client.call('app.copyMarkdown', { markdown: textOf(message) })
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
        {!isBrief && <MoreButton messageId={messageId} />}
        <SiblingWalker messageId={messageId} />
        <AnswerFacts messageId={messageId} isOpen={isDetailed} onToggle={() => setDetailed(!isDetailed)} />
      </div>
      {isDetailed && !isStreaming && <AnswerFactsInFull messageId={messageId} />}
    </>
  )
}
