import { isCancelled } from '@shared/ipc/errors'
import { type Attachment, attachmentLimits } from '@shared/model/attachment'
import type { Draft } from '@shared/model/conversation'
import { ArrowUp, Paperclip, Square } from 'lucide-react'
import {
  type ClipboardEvent,
  type KeyboardEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { useUi } from '../../app/uiStore'
import { IconButton } from '../../ui/IconButton'
import { EngineChip } from '../choices/EngineChip'
import { LookButton } from '../look/LookButton'
import { LookLine } from '../look/LookLine'
import { type Trouble, troubleOf } from './chatStore'
import { AttachmentChips, RefusedFiles } from './composer/AttachmentChips'
import { fileOfText, useAttaching } from './composer/attaching'
import { drafts, emptyDraft, joined } from './composer/drafts'
import { promptsOf, recall } from './composer/recall'
import { filesIn } from './composer/transfer'
import { useDrop } from './composer/useDrop'
import { WaitingQuestions } from './composer/WaitingQuestions'
import { wantsToSend } from './composerKeys'
import { useComposer } from './composerStore'
import { noteTyping } from './markdown/pace'
import { PictureHint } from './PictureHint'
import { TroubleLine } from './TroubleLine'
import { chatStore, isAnswering, isPendingShown, useChat } from './useChat'

const pictureCommand = /^\/image(\s|$)/

/** Asks, or lets it wait its turn where an answer is in progress. Null: nothing began that would need a view. */
const askOrWait = async (draft: Draft): Promise<string | null> => {
  const store = chatStore.getState()
  const question = { prompt: draft.text, attachments: draft.attachments }
  if (store.conversationId !== null && (isAnswering(store) || isPendingShown(store))) {
    await store.enqueue(question)
    return null
  }
  return store.send(question, { choices: useComposer.getState().newChoices })
}

/**
 * Where questions are written. The field keeps its own text: React hears only whether it is empty and whether it asks
 * for a picture, so typing costs the same in a conversation of any length, during any answer.
 */
export const Composer = () => {
  const field = useRef<HTMLTextAreaElement>(null)
  const picker = useRef<HTMLInputElement>(null)
  const [isEmpty, setEmpty] = useState(true)
  const [isPicture, setPicture] = useState(false)
  const [attachments, setAttachments] = useState<readonly Attachment[]>([])
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const conversationId = useUi((ui) => ui.conversationId)
  const focus = useUi((ui) => ui.composerFocus)
  const isStreaming = useChat(isAnswering)
  const isSending = useChat(({ pending, chat }) => pending !== null && chat === null)
  const offered = useComposer((composer) => composer.offered)
  /** Whose draft is in the field; undefined before the first. */
  const owner = useRef<string | null | undefined>(undefined)
  // For the moment of leaving, when state can no longer be asked.
  const attachmentsNow = useRef(attachments)

  const read = useCallback(
    (): Draft => ({ text: field.current?.value ?? '', attachments: attachmentsNow.current }),
    [],
  )
  const changed = useCallback(() => {
    const text = field.current?.value ?? ''
    setEmpty(text.trim() === '')
    setPicture(pictureCommand.test(text))
    if (owner.current !== undefined) drafts.keep(owner.current, read())
  }, [read])
  const carry = useCallback((next: readonly Attachment[]) => {
    attachmentsNow.current = next
    setAttachments(next)
  }, [])
  const fill = useCallback(
    (draft: Draft) => {
      if (!field.current) return
      field.current.value = draft.text
      carry(draft.attachments)
      changed()
    },
    [carry, changed],
  )

  const { reading, refused, attach, forgetRefused } = useAttaching(
    () => attachmentsNow.current.length,
    useCallback(
      (attachment: Attachment, target: string | null) => {
        if (target !== owner.current) {
          const other = drafts.peek(target) ?? emptyDraft
          drafts.keep(target, joined(other, { text: '', attachments: [attachment] }))
          return
        }
        const known = attachmentsNow.current
        if (known.some(({ id }) => id === attachment.id)) return
        carry([...known, attachment])
        changed()
      },
      [carry, changed],
    ),
  )

  // biome-ignore lint/correctness/useExhaustiveDependencies: a request to focus is a new count
  useEffect(() => {
    field.current?.focus()
  }, [focus])

  // Each conversation has its own draft.
  useLayoutEffect(() => {
    // A conversation that has just begun here: what was typed since belongs to it already.
    const isMine = owner.current === conversationId
    owner.current = conversationId
    if (!isMine) {
      setTrouble(null)
      const known = drafts.peek(conversationId)
      fill(known ?? emptyDraft)
      if (!known) {
        drafts
          .load(conversationId)
          .then((draft) => {
            if (owner.current !== conversationId || draft === emptyDraft) return
            fill(joined(draft, read()))
          })
          .catch((error: unknown) => console.error('The draft could not be read', error))
      }
    }
    const { current } = field
    return () => {
      if (owner.current === undefined || !current) return
      drafts.keep(owner.current, { text: current.value, attachments: attachmentsNow.current })
      void drafts.flush()
    }
  }, [conversationId, fill, read])
  useEffect(() => {
    const flush = () => void drafts.flush()
    window.addEventListener('pagehide', flush)
    return () => window.removeEventListener('pagehide', flush)
  }, [])

  const send = useCallback(async () => {
    const draft = read()
    if (draft.text.trim() === '' && draft.attachments.length === 0) return
    const asked = useUi.getState().conversationId
    fill(emptyDraft)
    setTrouble(null)
    forgetRefused()
    try {
      const started = await askOrWait(draft)
      recall.note(draft.text)
      if (asked === null && started !== null && useUi.getState().conversationId === null) {
        useComposer.getState().chooseForNew({})
        // What was typed since goes along into the conversation that has begun.
        const since = read()
        drafts.keep(null, emptyDraft)
        owner.current = started
        drafts.keep(started, since)
        useUi.getState().adoptConversation(started)
      }
    } catch (error) {
      // The words come back to where they were typed, in front of what was typed since.
      if (useUi.getState().conversationId === asked) fill(joined(draft, read()))
      else drafts.keep(asked, joined(draft, drafts.peek(asked) ?? emptyDraft))
      if (!isCancelled(error)) setTrouble(troubleOf(error))
    }
  }, [fill, read, forgetRefused])

  useEffect(() => {
    if (offered === null) return
    useComposer.getState().takeOffer()
    const { draft, isAdded } = offered
    fill(isAdded ? joined(draft, read()) : { ...draft, attachments: attachmentsNow.current })
    field.current?.focus()
    field.current?.setSelectionRange(draft.text.length, draft.text.length)
  }, [offered, fill, read])

  // What is still being read would be left behind: then the question goes as soon as that is done.
  const isReading = reading.length > 0
  const [isWanted, setWanted] = useState(false)
  const sendOnceRead = () => {
    if (isReading) setWanted(true)
    else if (!isSending) void send()
  }
  useEffect(() => {
    if (!isWanted || isReading) return
    setWanted(false)
    void send()
  }, [isWanted, isReading, send])

  const isDropping = useDrop((files) => {
    field.current?.focus()
    void attach(files, conversationId)
  })
  const paste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const files = filesIn(event.clipboardData)
    const text = event.clipboardData.getData('text/plain')
    if (files.length > 0) {
      event.preventDefault()
      void attach(files, conversationId)
    } else if (text.length > attachmentLimits.pasteCharacters) {
      event.preventDefault()
      void attach([fileOfText(text)], conversationId)
    }
  }
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    noteTyping()
    if (wantsToSend(event.nativeEvent)) {
      event.preventDefault()
      sendOnceRead()
      return
    }
    if (event.nativeEvent.isComposing || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey)
      return
    const text = event.currentTarget.value
    const { chat } = chatStore.getState()
    const recalled =
      event.key === 'ArrowUp'
        ? recall.older(text, chat ? promptsOf(chat.path, chat.messages) : [])
        : event.key === 'ArrowDown'
          ? recall.newer(text)
          : null
    if (recalled === null) return
    event.preventDefault()
    fill({ text: recalled, attachments: attachmentsNow.current })
  }

  const hasAny = !isEmpty || attachments.length > 0
  return (
    <div className="composer-dock">
      {trouble && <TroubleLine trouble={trouble} onClose={() => setTrouble(null)} />}
      {refused.length > 0 && <RefusedFiles refused={refused} onClose={forgetRefused} />}
      <WaitingQuestions />
      {isPicture && <PictureHint />}
      <LookLine
        hasAny={hasAny || isReading}
        onAct={(toPrompt) => {
          fill({ ...read(), text: toPrompt(read().text) })
          sendOnceRead()
        }}
      />
      <form
        className="composer"
        data-dropping={isDropping || undefined}
        onSubmit={(event) => {
          event.preventDefault()
          sendOnceRead()
        }}
      >
        {(attachments.length > 0 || reading.length > 0) && (
          <AttachmentChips
            attachments={attachments}
            reading={reading}
            onRemove={(id) => {
              carry(attachmentsNow.current.filter((attachment) => attachment.id !== id))
              changed()
              field.current?.focus()
            }}
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
          onInput={() => {
            setWanted(false)
            changed()
          }}
          onBlur={() => void drafts.flush()}
          onPaste={paste}
          onKeyDown={press}
        />
        <div className="composer-foot">
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            onChange={(event) => {
              const files = [...(event.currentTarget.files ?? [])]
              // The same file can be chosen again.
              event.currentTarget.value = ''
              void attach(files, conversationId)
            }}
          />
          <IconButton label="Attach files" onClick={() => picker.current?.click()}>
            <Paperclip size={17} />
          </IconButton>
          <LookButton />
          <EngineChip />
          <span className="composer-space" />
          {isStreaming && (
            <IconButton
              label="Stop"
              className="send is-stop"
              onClick={() => void chatStore.getState().stop()}
            >
              <Square size={14} fill="currentColor" />
            </IconButton>
          )}
          {(!isStreaming || hasAny) && (
            <IconButton
              label="Send"
              type="submit"
              className="send"
              disabled={(!hasAny && reading.length === 0) || isSending}
            >
              <ArrowUp size={18} />
            </IconButton>
          )}
        </div>
      </form>
    </div>
  )
}
