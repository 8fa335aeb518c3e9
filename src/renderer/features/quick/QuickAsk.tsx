import { modelName } from '@shared/model/engine'
import { textOf } from '@shared/model/message'
import { Copy, MessageCircleDashed, SquareArrowOutUpRight, SquarePen } from 'lucide-react'
import { Suspense, useCallback, useEffect, useRef, useState } from 'react'
import { useApp } from '../../common/appStore'
import { TroubleLine } from '../../common/failures/TroubleLine'
import { useNavigation } from '../../common/navigation/navigation'
import { client } from '../../ipc/client'
import { lazyReady } from '../../ui/lazyReady'
import { chatStore, isAnswering, isPendingShown, useChat } from '../chat/useChat'
import { answeringWith } from '../choices/choices'
import { useSpeech } from '../speech/speechStore'
import { WaitingCards } from '../tools/WaitingCards'
import { CopiedNote, InsertBar, type InsertMode } from './InsertBar'
import { QuickComposer, type QuickField } from './QuickComposer'
import { quickChoices } from './quickChoices'
import { useReplacing } from './replacing'
import { isStale } from './staleness'
import { useGrowth } from './useGrowth'
import { useInsertionTarget } from './useInsertionTarget'

// A window that waits to be asked shows no answers yet.
const { Component: QuickLog, load: loadLog } = lazyReady(async () => (await import('./QuickLog')).QuickLog)

const failed = (what: string) => (error: unknown) => console.error(`${what} failed`, error)

/** Who is going to answer, in a word or two. */
const Answerer = () => {
  const settings = useApp((app) => app.settings)
  const engines = useApp((app) => app.engines)
  const begun = useChat(({ chat }) => chat?.conversation.choices)
  const choices = begun ?? quickChoices(settings)
  const assistant = settings?.assistants?.find(({ id }) => id === choices.assistantId)
  const { engine, model } = answeringWith(choices, settings, engines)
  return (
    <span className="quick-answerer">
      {assistant && (
        <span className="quick-assistant">
          {assistant.symbol && <span aria-hidden="true">{assistant.symbol} </span>}
          {assistant.name}
        </span>
      )}
      {model === null ? engine?.name : modelName(model)}
    </span>
  )
}

/** What is asked here is not saved. */
const useIsTemporary = (): boolean => {
  const isWanted = useApp((app) => app.settings?.quickTemporary === true)
  const own = useChat(({ chat }) => chat && chat.conversation.isTemporary === true)
  return own ?? isWanted
}

interface Props {
  /** Called before anything of a question leaves the window; may begin a conversation for it. */
  readonly prepare: () => Promise<void>
}

/** The quick question: a conversation in a small window, ordinary unless the settings say otherwise. */
export const QuickAsk = ({ prepare }: Props) => {
  const root = useRef<HTMLElement>(null)
  const field = useRef<QuickField>(null)
  const isShown = useChat((store) => (store.chat?.outline.size ?? 0) > 0 || isPendingShown(store))
  const isTemporary = useIsTemporary()
  const answer = useChat(({ chat }) => {
    const last = chat?.messages.get(chat.path.at(-1) ?? '')
    return last?.role === 'assistant' && last.state !== 'streaming' ? textOf(last) : ''
  })
  const conversationId = useChat((store) => store.conversationId)
  const target = useInsertionTarget()
  const [copied, setCopied] = useState<string | null>(null)
  const isDeleted = useChat(({ chat }) => chat?.isDeleted ?? false)
  const trouble = useChat((store) => store.trouble)
  const isNew = useApp((app) => app.settings?.welcomed === false)
  useGrowth(root)

  const hide = useCallback(() => {
    useSpeech.getState().stop()
    client.call('quick.hide', {}).catch(failed('Hiding'))
  }, [])
  const begin = useCallback(() => {
    chatStore.getState().open(null)
    field.current?.focus()
  }, [])
  const continueInMain = useCallback(async (settings = false) => {
    const { conversationId } = chatStore.getState()
    const draft = field.current?.read() ?? { text: '', attachments: [] }
    await client.call('quick.continue', {
      conversationId,
      draft: { text: draft.text, attachments: [...draft.attachments] },
      settings,
    })
    // It is the main window's now: here the next question begins.
    field.current?.clear()
    chatStore.getState().open(null)
  }, [])

  const isReplacement = useReplacing((replacing) => replacing.isWanted)
  useEffect(() => {
    // The next question is one of its own.
    if (conversationId === null && !isPendingShown(chatStore.getState())) useReplacing.getState().set(false)
  }, [conversationId])
  const toInsert = useCallback(
    async (mode: InsertMode) => {
      const { insertionOf, replacementOf, selectedIn } = await import('./insertText')
      const marked = selectedIn(root.current?.querySelector('.log') ?? null)
      if (marked !== '') return marked
      return mode === 'replace' && isReplacement ? replacementOf(answer) : insertionOf(answer)
    },
    [answer, isReplacement],
  )
  const isFieldEmpty = useCallback(() => {
    const { text = '', attachments = [] } = field.current?.read() ?? {}
    return text.trim() === '' && attachments.length === 0
  }, [])

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.isComposing) return
      const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey
      if (event.key === 'Escape') hide()
      else if (isCommand && event.key.toLowerCase() === 'n') begin()
      else if (isCommand && event.key.toLowerCase() === 'o') continueInMain().catch(failed('Going on'))
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [hide, begin, continueInMain])

  useEffect(() => {
    let leftAt: number | null = null
    const leave = () => {
      leftAt = Date.now()
    }
    const come = () => {
      const store = chatStore.getState()
      const isBusy = isAnswering(store) || isPendingShown(store)
      if (!isBusy && isStale(leftAt, Date.now())) store.open(null)
      // Before anything is said or attached.
      prepare().catch(failed('A temporary conversation'))
      field.current?.focus()
    }
    window.addEventListener('blur', leave)
    window.addEventListener('focus', come)
    return () => {
      window.removeEventListener('blur', leave)
      window.removeEventListener('focus', come)
    }
  }, [prepare])

  // Parts of the conversation that ask for a dialog or another conversation: that is the main window's.
  useEffect(
    () =>
      useNavigation.subscribe((ui, before) => {
        if (ui.visit !== before.visit) begin()
        if (ui.dialog === null) return
        ui.closeDialog()
        continueInMain(ui.dialog.type === 'settings').catch(failed('Going on'))
      }),
    [begin, continueInMain],
  )
  const isGone = isDeleted || trouble?.code === 'conversation/not-found'
  useEffect(() => {
    if (isGone) begin()
  }, [isGone, begin])

  return (
    <main ref={root} className="quick stage">
      <h1 className="visually-hidden">Quick ask</h1>
      <QuickComposer
        handle={field}
        isTemporary={isTemporary}
        prepare={prepare}
        onBegin={() => void loadLog()}
      />
      {trouble && !isGone && (
        <div data-height="">
          <TroubleLine trouble={trouble} onClose={() => chatStore.getState().clearTrouble()} />
        </div>
      )}
      {copied !== null && <CopiedNote words={copied} onClose={() => setCopied(null)} />}
      <WaitingCards conversationId={conversationId} />
      {isShown && (
        <Suspense fallback={<div className="quick-log-frame" />}>
          <QuickLog onContinue={() => void continueInMain().catch(failed('Going on'))} />
        </Suspense>
      )}
      {answer !== '' && target && (
        <InsertBar
          target={target}
          isReplacement={isReplacement}
          text={toInsert}
          isFieldEmpty={isFieldEmpty}
          onCopied={setCopied}
        />
      )}
      <div className="quick-foot" data-height="">
        {isNew ? (
          <p className="quick-new">Parley is not set up yet. Continue in Parley to choose who answers.</p>
        ) : (
          <Answerer />
        )}
        {isTemporary && (
          <span className="quick-temporary">
            <MessageCircleDashed size={14} aria-hidden="true" /> Not saved
          </span>
        )}
        <span className="composer-space" />
        {isTemporary && isShown && conversationId !== null && (
          <button
            type="button"
            className="text-button"
            data-tooltip="Save it in your history"
            onClick={() => client.call('temporary.keep', { conversationId }).catch(failed('Keeping'))}
          >
            Keep
          </button>
        )}
        {isShown && (
          <button type="button" className="text-button" data-tooltip="Ctrl+N" onClick={begin}>
            <SquarePen size={14} aria-hidden="true" /> New question
          </button>
        )}
        {answer !== '' && target === null && (
          <button
            type="button"
            className="text-button"
            data-tooltip="Paste it where you were"
            onClick={() => client.call('quick.copyBack', { text: answer }).catch(failed('Copying'))}
          >
            <Copy size={14} aria-hidden="true" /> Copy and go back
          </button>
        )}
        <button
          type="button"
          className="text-button"
          data-tooltip="Ctrl+O"
          onClick={() => void continueInMain().catch(failed('Going on'))}
        >
          <SquareArrowOutUpRight size={14} aria-hidden="true" /> Continue in Parley
        </button>
      </div>
    </main>
  )
}
