import { isCancelled } from '@shared/ipc/errors'
import { ArrowUp, ChevronsUpDown, Square } from 'lucide-react'
import { type ClipboardEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useApp, useEngine } from '../../app/appStore'
import { useUi } from '../../app/uiStore'
import { IconButton } from '../../ui/IconButton'
import { type Trouble, troubleOf } from './chatStore'
import { wantsToSend } from './composerKeys'
import { type Draft, emptyDraft, promptOf, useComposer } from './composerStore'
import { PastedTexts } from './PastedTexts'
import { PictureHint } from './PictureHint'
import { TroubleLine } from './TroubleLine'
import { chatStore, isAnswering, useChat } from './useChat'

/** A pasted text longer than this is kept beside the field: in it, every key would lay it all out again. */
const longPaste = 10_000
const pictureCommand = /^\/image(\s|$)/

const EngineChip = () => {
  const engine = useEngine()
  const model = useApp((app) => app.settings?.model)
  const isKnown = useApp((app) => app.settings !== null)
  const openSettings = useUi((ui) => ui.openSettings)
  if (!isKnown) return <span className="chip-space" />
  const name = engine ? (model ?? engine.defaultModel ?? engine.name) : 'Choose what answers'
  return (
    <button
      type="button"
      className="engine-chip"
      data-tooltip="Choose what answers"
      onClick={() => openSettings('engine')}
    >
      <span className="engine-chip-name">{name}</span>
      {engine && name !== engine.name && <span className="engine-chip-engine">{engine.name}</span>}
      <ChevronsUpDown size={13} aria-hidden="true" />
    </button>
  )
}

/**
 * Where questions are written. The field keeps its own text: React hears only whether it is empty and whether it asks
 * for a picture, so typing costs the same in a conversation of any length, during any answer.
 */
export const Composer = () => {
  const field = useRef<HTMLTextAreaElement>(null)
  const [isEmpty, setEmpty] = useState(true)
  const [isPicture, setPicture] = useState(false)
  const [pasted, setPasted] = useState<readonly string[]>([])
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const conversationId = useUi((ui) => ui.conversationId)
  const focus = useUi((ui) => ui.composerFocus)
  const isStreaming = useChat(isAnswering)
  const isSending = useChat(({ pending, chat }) => pending !== null && chat === null)
  const offered = useComposer((composer) => composer.offered)
  // For the moment of leaving, when state can no longer be asked.
  const pastedNow = useRef(pasted)
  pastedNow.current = pasted

  const look = useCallback(() => {
    const text = field.current?.value ?? ''
    setEmpty(text.trim() === '')
    setPicture(pictureCommand.test(text))
  }, [])
  const fill = useCallback(
    ({ text, pasted }: Draft) => {
      if (!field.current) return
      field.current.value = text
      setPasted(pasted)
      look()
    },
    [look],
  )

  // biome-ignore lint/correctness/useExhaustiveDependencies: a request to focus is a new count
  useEffect(() => {
    field.current?.focus()
  }, [focus])

  // Each conversation has its own draft. Read from the store without listening: this field is who writes it.
  useLayoutEffect(() => {
    fill(useComposer.getState().drafts.get(conversationId ?? '') ?? emptyDraft)
    setTrouble(null)
    const { current } = field
    return () => {
      const draft = { text: current?.value ?? '', pasted: pastedNow.current }
      useComposer.getState().keepDraft(conversationId, draft)
    }
  }, [conversationId, fill])

  const send = useCallback(async () => {
    const draft = { text: field.current?.value ?? '', pasted: pastedNow.current }
    const prompt = promptOf(draft)
    if (prompt === '' || isAnswering(chatStore.getState())) return
    const asked = useUi.getState().conversationId
    fill(emptyDraft)
    setTrouble(null)
    try {
      const started = await chatStore.getState().send(prompt)
      if (asked === null && useUi.getState().conversationId === null) {
        useUi.getState().adoptConversation(started)
      }
    } catch (error) {
      // The words come back to where they were typed, in front of what was typed since.
      if (useUi.getState().conversationId === asked) {
        const since = field.current?.value ?? ''
        const text = since === '' ? draft.text : `${draft.text}\n${since}`
        fill({ text, pasted: [...draft.pasted, ...pastedNow.current] })
      } else {
        useComposer.getState().keepDraft(asked, draft)
      }
      if (!isCancelled(error)) setTrouble(troubleOf(error))
    }
  }, [fill])

  useEffect(() => {
    if (offered === null) return
    useComposer.getState().takeOffer()
    fill({ text: offered, pasted: pastedNow.current })
    field.current?.focus()
    field.current?.setSelectionRange(offered.length, offered.length)
  }, [offered, fill])

  const paste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const text = event.clipboardData.getData('text/plain')
    if (text.length <= longPaste) return
    event.preventDefault()
    setPasted([...pasted, text.replace(/\r\n?/g, '\n')])
  }

  return (
    <div className="composer-dock">
      {trouble && <TroubleLine trouble={trouble} onClose={() => setTrouble(null)} />}
      {isPicture && <PictureHint />}
      <form
        className="composer"
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        {pasted.length > 0 && (
          <PastedTexts
            texts={pasted}
            onRemove={(at) => setPasted(pasted.filter((_, index) => index !== at))}
          />
        )}
        <textarea
          ref={field}
          id="composer"
          aria-label="Message"
          placeholder="Ask anything, or /image and what to draw"
          rows={1}
          spellCheck
          autoComplete="off"
          onInput={look}
          onPaste={paste}
          onKeyDown={(event) => {
            if (!wantsToSend(event.nativeEvent)) return
            event.preventDefault()
            void send()
          }}
        />
        <div className="composer-foot">
          <EngineChip />
          {isStreaming ? (
            <IconButton
              label="Stop"
              className="send is-stop"
              onClick={() => void chatStore.getState().stop()}
            >
              <Square size={14} fill="currentColor" />
            </IconButton>
          ) : (
            <IconButton
              label="Send"
              type="submit"
              className="send"
              disabled={(isEmpty && pasted.length === 0) || isSending}
            >
              <ArrowUp size={18} />
            </IconButton>
          )}
        </div>
      </form>
    </div>
  )
}
