import { isCancelled } from '@shared/ipc/errors'
import { type Attachment, attachmentLimits } from '@shared/model/attachment'
import type { ConversationChoices, Draft } from '@shared/model/conversation'
import {
  type ClipboardEvent,
  type FormEvent,
  type KeyboardEvent,
  useCallback,
  useEffect,
  useRef,
  useState,
} from 'react'
import { useComposer } from '../../../common/composerStore'
import { type Trouble, troubleOf } from '../../../common/failures/trouble'
import { wantsToSend } from '../../../common/keys/wantsToSend'
import { useNavigation } from '../../../common/navigation/navigation'
import { askAboutDropped } from '../../../common/transfers/askAboutDropped'
import { replaceText, typeInto } from '../../../ui/editField'
import { noteTyping } from '../markdown/pace'
import { prepareAnswer } from '../markdown/prepareAnswer'
import { chatStore, useChat } from '../useChat'
import { askOrWait } from './askOrWait'
import { fileOfText, useAttaching } from './attaching'
import { emptyDraft, joined } from './Drafts'
import { promptsOf, recall } from './Recall'
import { pasteOf } from './transfer'
import { useDrop } from './useDrop'

interface Options {
  /** Whose question is in the field now (null: a conversation's that has not begun). */
  readonly owner: () => string | null
  /** The choices with which a new conversation begins. */
  readonly choices: () => ConversationChoices
  /** Called before anything of the question leaves the window; may begin a conversation for it. */
  readonly prepare?: () => Promise<void>
  /** The composer calls it after every change, by the user or the app. */
  readonly onChange?: (draft: Draft) => void
  /** Something belongs to a question that is no longer in the field. */
  readonly amendOther?: (owner: string | null, amend: (draft: Draft) => Draft) => void
  /**
   * A field is emptied without selecting what is in it, and so without an undo: on X11 selecting takes from
   * the program in front what is selected there, which the answer may be meant for.
   */
  readonly leavesSelection?: boolean
  /** A run began for the question of `owner`. Null: it waits its turn, and there is nothing new to show. */
  readonly onAsked?: (owner: string | null, conversationId: string | null) => void
}

/**
 * A question while it is written: its words, its files, its way out. The field keeps its own text: React
 * hears only whether it is empty, so typing costs the same in a conversation of any length, during any
 * answer.
 */
export const useQuestion = (options: Options) => {
  const now = useRef(options)
  now.current = options
  const field = useRef<HTMLTextAreaElement>(null)
  const [isEmpty, setEmpty] = useState(true)
  const [attachments, setAttachments] = useState<readonly Attachment[]>([])
  // For moments when state can no longer be asked, such as that of leaving.
  const attachmentsNow = useRef(attachments)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const isSending = useChat(({ pending, chat }) => pending !== null && chat === null)
  const offered = useComposer((composer) => composer.offered)
  const focus = useNavigation((navigation) => navigation.composerFocus)

  const read = useCallback(
    (): Draft => ({ text: field.current?.value ?? '', attachments: attachmentsNow.current }),
    [],
  )
  const changed = useCallback(() => {
    const draft = read()
    setEmpty(draft.text.trim() === '')
    now.current.onChange?.(draft)
  }, [read])
  const carry = useCallback(
    (next: readonly Attachment[]) => {
      attachmentsNow.current = next
      setAttachments(next)
      changed()
    },
    [changed],
  )
  /** Another question comes into the field: undo leads to nothing of the one before. */
  const fill = useCallback(
    (draft: Draft) => {
      if (!field.current) return
      field.current.value = draft.text
      carry(draft.attachments)
    },
    [carry],
  )
  /** The same question, changed by the app: undo leads back to what the user wrote. */
  const rewrite = useCallback(
    (draft: Draft) => {
      if (!field.current) return
      replaceText(field.current, draft.text)
      carry(draft.attachments)
    },
    [carry],
  )
  const remove = (id: string) => {
    carry(attachmentsNow.current.filter((attachment) => attachment.id !== id))
    field.current?.focus()
  }

  const {
    reading,
    refused,
    attach: attachTo,
    attachLoaded: attachLoadedTo,
    forgetRefused,
  } = useAttaching(
    () => attachmentsNow.current.length,
    useCallback(
      (attachment: Attachment, target: string | null) => {
        const known = attachmentsNow.current
        if (target !== now.current.owner())
          now.current.amendOther?.(target, (other) => joined(other, { text: '', attachments: [attachment] }))
        else if (!known.some(({ id }) => id === attachment.id)) carry([...known, attachment])
      },
      [carry],
    ),
    useCallback(
      (target: string | null) => (now.current.prepare ? chatStore.getState().conversationId : target),
      [],
    ),
  )
  const attachPrepared = async (files: readonly File[], owner: string | null) => {
    try {
      await now.current.prepare?.()
      await attachTo(files, owner)
    } catch (error) {
      setTrouble(troubleOf(error))
    }
  }
  const attach = (files: readonly File[]) => void attachPrepared(files, now.current.owner())
  const attachLoaded = (name: string, load: () => Promise<readonly Attachment[]>) =>
    void attachLoadedTo(name, load, now.current.owner())
  const isDropping = useDrop((files) => {
    field.current?.focus()
    // For the question that is in the field when it is dropped, whenever that is known.
    const owner = now.current.owner()
    void askAboutDropped(files, () => void attachPrepared(files, owner))
  })

  // From the beginning, too: a window made ahead has its caret when it is shown.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a request to focus is a new count
  useEffect(() => {
    field.current?.focus()
  }, [focus])
  const forgetTrouble = useCallback(() => setTrouble(null), [])
  const clear = useCallback(() => {
    if (now.current.leavesSelection) fill(emptyDraft)
    else rewrite(emptyDraft)
    forgetTrouble()
    forgetRefused()
  }, [fill, rewrite, forgetTrouble, forgetRefused])
  const deliver = useCallback(
    async (draft: Draft) => {
      const owner = now.current.owner()
      try {
        // Without it the question is seen to be under way at once.
        if (now.current.prepare) await now.current.prepare()
        const begun = await askOrWait(draft, now.current.choices)
        recall.note(draft.text)
        now.current.onAsked?.(owner, begun)
      } catch (error) {
        // The words come back to where they were typed, in front of what was typed since.
        if (now.current.owner() === owner) rewrite(joined(draft, read()))
        else now.current.amendOther?.(owner, (other) => joined(draft, other))
        if (!isCancelled(error)) setTrouble(troubleOf(error))
      }
    },
    [rewrite, read],
  )
  const send = useCallback(async () => {
    const draft = read()
    if (draft.text.trim() === '' && draft.attachments.length === 0) return
    clear()
    await deliver(draft)
  }, [read, clear, deliver])
  useEffect(() => {
    if (offered === null) return
    useComposer.getState().takeOffer()
    const { draft, isAdded, isAsked } = offered
    field.current?.focus()
    if (isAsked) {
      forgetTrouble()
      void deliver(draft)
      return
    }
    rewrite(isAdded ? joined(draft, read()) : { ...draft, attachments: attachmentsNow.current })
    field.current?.setSelectionRange(draft.text.length, draft.text.length)
  }, [offered, rewrite, read, deliver, forgetTrouble])

  // What is still being read would be left behind: then the question goes as soon as that is done.
  const isReading = reading.length > 0
  const [isWanted, setWanted] = useState(false)
  const settleWanted = useRef(() => {})
  /** Settled once the question is under way, or is not going to be. */
  const sendOnceRead = async (): Promise<void> => {
    if (!isReading) return isSending ? undefined : send()
    settleWanted.current()
    setWanted(true)
    return new Promise((resolve) => {
      settleWanted.current = resolve
    })
  }
  useEffect(() => {
    if (!isWanted || isReading) return
    setWanted(false)
    void send().finally(() => settleWanted.current())
  }, [isWanted, isReading, send])

  const input = () => {
    prepareAnswer()
    setWanted(false)
    settleWanted.current()
    changed()
  }
  const paste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const { files, text, isRewritten } = pasteOf(event.clipboardData)
    if (files.length === 0 && text === '') return
    const isLong = text.length > attachmentLimits.pasteCharacters
    // The text beside a picture goes into the field by itself.
    if (isLong || isRewritten || text === '') event.preventDefault()
    if (files.length > 0 || isLong) attach(isLong ? [...files, fileOfText(text)] : files)
    if (isRewritten && !isLong && field.current) typeInto(field.current, text)
  }
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    noteTyping()
    if (wantsToSend(event.nativeEvent)) {
      event.preventDefault()
      void sendOnceRead()
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
    rewrite({ text: recalled, attachments: attachmentsNow.current })
  }
  /** Asks at once what becomes of the field's words; `added` goes along besides. */
  const askAs = (toPrompt: (text: string) => string, added: readonly Attachment[] = []) => {
    const draft = read()
    rewrite({ text: toPrompt(draft.text), attachments: [...draft.attachments, ...added] })
    return sendOnceRead()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void sendOnceRead()
  }

  const hasAny = !isEmpty || attachments.length > 0
  return {
    field,
    /** What belongs on the field itself. */
    fieldProps: {
      ref: field,
      rows: 1,
      spellCheck: true,
      autoComplete: 'off',
      onInput: input,
      onPaste: paste,
      onKeyDown: press,
    },
    formProps: { 'data-dropping': isDropping || undefined, onSubmit: submit },
    hasAny,
    /** There is something, or there will be. */
    isBegun: hasAny || isReading,
    isSending,
    attachments,
    reading,
    attach,
    attachLoaded,
    remove,
    refused,
    forgetRefused,
    trouble,
    forgetTrouble,
    read,
    fill,
    rewrite,
    clear,
    askAs,
  }
}

export type Question = ReturnType<typeof useQuestion>
