import { isCancelled } from '@shared/ipc/errors'
import { type Attachment, attachmentLimits } from '@shared/model/attachment'
import type { Draft } from '@shared/model/conversation'
import { ArrowUp, Square } from 'lucide-react'
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react'
import { useApp } from '../../app/appStore'
import { useUi } from '../../app/uiStore'
import { IconButton } from '../../ui/IconButton'
import { type Trouble, troubleOf } from '../chat/chatStore'
import { AttachmentChips, RefusedFiles } from '../chat/composer/AttachmentChips'
import { fileOfText, useAttaching } from '../chat/composer/attaching'
import { emptyDraft, joined } from '../chat/composer/drafts'
import { promptsOf, recall } from '../chat/composer/recall'
import { filesIn } from '../chat/composer/transfer'
import { useDrop } from '../chat/composer/useDrop'
import { WaitingQuestions } from '../chat/composer/WaitingQuestions'
import { wantsToSend } from '../chat/composerKeys'
import { useComposer } from '../chat/composerStore'
import { TroubleLine } from '../chat/TroubleLine'
import { chatStore, isAnswering, isPendingShown, useChat } from '../chat/useChat'
import { LookButtons } from '../look/LookButtons'
import { LookLine } from '../look/LookLine'
import { quickChoices } from './quickChoices'

/** What is in the field, for those around it. */
export interface QuickField {
  read(): Draft
  clear(): void
  focus(): void
}

interface Props {
  readonly handle: RefObject<QuickField | null>
  /** The first words are coming: what shows answers will be needed. */
  readonly onBegin: () => void
}

/** Asks, or lets it wait its turn where an answer is in progress. */
const askOrWait = async ({ text, attachments }: Draft): Promise<void> => {
  const store = chatStore.getState()
  const question = { prompt: text, attachments }
  if (store.conversationId !== null && (isAnswering(store) || isPendingShown(store))) {
    await store.enqueue(question)
    return
  }
  const { settings, engines } = useApp.getState()
  await store.send(question, { choices: quickChoices(settings, engines) })
}

/** Where a quick question is written. As in the main window, the field keeps its own text. */
export const QuickComposer = ({ handle, onBegin }: Props) => {
  const field = useRef<HTMLTextAreaElement>(null)
  const [isEmpty, setEmpty] = useState(true)
  const [attachments, setAttachments] = useState<readonly Attachment[]>([])
  const attachmentsNow = useRef(attachments)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const isStreaming = useChat(isAnswering)
  const isSending = useChat(({ pending, chat }) => pending !== null && chat === null)
  const offered = useComposer((composer) => composer.offered)
  const focus = useUi((ui) => ui.composerFocus)

  const read = useCallback(
    (): Draft => ({ text: field.current?.value ?? '', attachments: attachmentsNow.current }),
    [],
  )
  const fill = useCallback(({ text, attachments: next }: Draft) => {
    if (field.current) field.current.value = text
    attachmentsNow.current = next
    setAttachments(next)
    setEmpty(text.trim() === '')
  }, [])
  const { reading, refused, attach, forgetRefused } = useAttaching(
    () => attachmentsNow.current.length,
    useCallback(
      (attachment: Attachment) => {
        const known = attachmentsNow.current
        if (!known.some(({ id }) => id === attachment.id))
          fill({ ...read(), attachments: [...known, attachment] })
      },
      [fill, read],
    ),
  )
  useImperativeHandle(handle, () => ({
    read,
    clear: () => {
      fill(emptyDraft)
      setTrouble(null)
      forgetRefused()
    },
    focus: () => field.current?.focus(),
  }))

  // From the beginning: the window is made ahead, and the caret is there when it is shown.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a request to focus is a new count
  useEffect(() => {
    field.current?.focus()
  }, [focus])
  useEffect(() => {
    if (offered === null) return
    useComposer.getState().takeOffer()
    const { draft, isAdded } = offered
    fill(isAdded ? joined(draft, read()) : { ...draft, attachments: attachmentsNow.current })
    field.current?.focus()
    field.current?.setSelectionRange(draft.text.length, draft.text.length)
  }, [offered, fill, read])

  const send = useCallback(async () => {
    const draft = read()
    if (draft.text.trim() === '' && draft.attachments.length === 0) return
    fill(emptyDraft)
    setTrouble(null)
    forgetRefused()
    try {
      await askOrWait(draft)
      recall.note(draft.text)
    } catch (error) {
      // The words come back to where they were typed, in front of what was typed since.
      fill(joined(draft, read()))
      if (!isCancelled(error)) setTrouble(troubleOf(error))
    }
  }, [fill, read, forgetRefused])

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
    void attach(files, null)
  })
  const paste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const files = filesIn(event.clipboardData)
    const text = event.clipboardData.getData('text/plain')
    if (files.length === 0 && text.length <= attachmentLimits.pasteCharacters) return
    event.preventDefault()
    void attach(files.length > 0 ? files : [fileOfText(text)], null)
  }
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
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
    <div className="quick-top" data-height="">
      <form
        className="quick-composer"
        data-dropping={isDropping || undefined}
        onSubmit={(event) => {
          event.preventDefault()
          sendOnceRead()
        }}
      >
        <textarea
          ref={field}
          aria-label="Ask anything"
          placeholder="Ask anything"
          rows={1}
          spellCheck
          autoComplete="off"
          onInput={() => {
            setWanted(false)
            setEmpty(field.current?.value.trim() === '')
            onBegin()
          }}
          onPaste={paste}
          onKeyDown={press}
        />
        <LookButtons />
        {isStreaming && (
          <IconButton label="Stop" className="send is-stop" onClick={() => void chatStore.getState().stop()}>
            <Square size={14} fill="currentColor" />
          </IconButton>
        )}
        {(!isStreaming || hasAny) && (
          <IconButton
            label="Send"
            type="submit"
            className="send"
            disabled={(!hasAny && !isReading) || isSending}
          >
            <ArrowUp size={18} />
          </IconButton>
        )}
      </form>
      {(attachments.length > 0 || isReading) && (
        <AttachmentChips
          attachments={attachments}
          reading={reading}
          onRemove={(id) => {
            fill({ ...read(), attachments: attachmentsNow.current.filter((each) => each.id !== id) })
            field.current?.focus()
          }}
        />
      )}
      <LookLine
        hasAny={hasAny || isReading}
        onAct={(toPrompt) => {
          onBegin()
          fill({ ...read(), text: toPrompt(read().text) })
          sendOnceRead()
        }}
      />
      {trouble && <TroubleLine trouble={trouble} onClose={() => setTrouble(null)} />}
      {refused.length > 0 && <RefusedFiles refused={refused} onClose={forgetRefused} />}
      <WaitingQuestions />
    </div>
  )
}
