import type { ApprovalAnswer, AskedCall } from '@shared/model/tool'
import { ShieldQuestion } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useApp } from '../../common/appStore'
import { client } from '../../ipc/client'
import './tools.css'

const readable = (json: string): string => {
  try {
    return JSON.stringify(JSON.parse(json), null, 2)
  } catch {
    // The model's input is damaged: the user sees it as it is.
    return json
  }
}

const titleOf = (calls: readonly AskedCall[]): string => {
  const [first] = calls
  const others = calls.length - 1
  if (others === 0) return `Allow ${first?.title}?`
  return `Allow ${first?.title} and ${others === 1 ? '1 more call' : `${others} more calls`}?`
}

/** Text that someone is in the middle of writing keeps the caret. */
const isWriting = (): boolean => {
  const field = document.activeElement
  return (
    (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) && field.value.trim() !== ''
  )
}

const answers: readonly (readonly [ApprovalAnswer, string])[] = [
  ['once', 'Allow once'],
  ['conversation', 'Allow in this conversation'],
  ['always', 'Always allow'],
  ['denied', "Don't allow"],
]

/** Asks about the calls that the answer waits for. Nothing is allowed but by one of its buttons. */
export const ApprovalCard = ({ conversationId }: { readonly conversationId: string | null }) => {
  const approval = useApp((app) => app.approvals.find((each) => each.conversationId === conversationId))
  const card = useRef<HTMLDivElement>(null)
  const [words, setWords] = useState('')
  const id = approval?.id
  useEffect(() => {
    setWords('')
    // The card itself and none of its buttons: a key that was meant for the text allows nothing.
    if (id !== undefined && !isWriting()) card.current?.focus({ preventScroll: true })
  }, [id])
  if (!approval) return null
  const answer = (given: ApprovalAnswer) => {
    client
      .call('tools.answer', {
        approvalId: approval.id,
        answer: given,
        ...(given === 'denied' && words.trim() !== '' ? { words } : {}),
      })
      .catch((error: unknown) => console.error('The answer did not arrive', error))
  }
  return (
    <div
      ref={card}
      role="alertdialog"
      data-inline=""
      data-height=""
      tabIndex={-1}
      className="approval"
      aria-labelledby="approval-title"
      aria-describedby="approval-calls"
    >
      <h2 id="approval-title">
        <ShieldQuestion size={17} aria-hidden="true" />
        {titleOf(approval.calls)}
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div id="approval-calls" className="approval-calls" tabIndex={0}>
        {approval.calls.map((call) => (
          <section key={call.callId}>
            <p className="tool-note">
              <strong>{call.title}</strong> · {call.originName}
            </p>
            <pre className="tool-text">{readable(call.input)}</pre>
          </section>
        ))}
      </div>
      <input
        className="input"
        aria-label="Why not, for the model"
        placeholder="If not: what the model should hear (optional)"
        maxLength={2_000}
        value={words}
        onChange={({ target }) => setWords(target.value)}
        onKeyDown={(event) => event.key === 'Enter' && !event.nativeEvent.isComposing && answer('denied')}
      />
      <div className="approval-buttons">
        {answers.map(([given, label]) => (
          <button
            key={given}
            type="button"
            className={`button small ${given === 'once' ? 'primary' : ''}`}
            onClick={() => answer(given)}
          >
            {label}
          </button>
        ))}
      </div>
    </div>
  )
}
