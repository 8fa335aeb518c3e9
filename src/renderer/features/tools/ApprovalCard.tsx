import { readableJson } from '@shared/lib/readableJson'
import { shownExactly } from '@shared/lib/shownExactly'
import type { ApprovalAnswer, AskedCall } from '@shared/model/tool'
import { ShieldQuestion } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useApp } from '../../common/appStore'
import { client } from '../../ipc/client'
import { useWaitingCard } from './useWaitingCard'
import './tools.css'

/** Every tool by its name, so that none comes along unseen. */
const titleOf = (calls: readonly AskedCall[]): string => {
  const names = [...new Set(calls.map(({ name }) => name))]
  const count = calls.length > names.length ? ` (${calls.length} calls)` : ''
  return shownExactly(`Allow ${names.join(', ')}${count}?`)
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
  const [words, setWords] = useState('')
  const id = approval?.id
  const { card, isArmed } = useWaitingCard(id)
  // biome-ignore lint/correctness/useExhaustiveDependencies: words belong to what was asked
  useEffect(() => setWords(''), [id])
  if (!approval) return null
  const offered = answers.filter(
    ([given]) => given !== 'always' || approval.calls.every(({ mayBeAlways }) => mayBeAlways),
  )
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
              {call.scope !== null && ` · not named by you: ${shownExactly(call.scope)}`}
            </p>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
            <pre className="tool-text" tabIndex={0}>
              {shownExactly(readableJson(call.input))}
            </pre>
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
        {offered.map(([given, label]) => (
          <button
            key={given}
            type="button"
            disabled={!isArmed}
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
