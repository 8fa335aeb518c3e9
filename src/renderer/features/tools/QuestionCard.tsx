import type { QuestionAnswer } from '@shared/ipc/toolServers'
import { shownExactly } from '@shared/lib/shownExactly'
import type { WaitingQuestion } from '@shared/model/serverQuestion'
import { MessageCircleQuestion } from 'lucide-react'
import { useId } from 'react'
import { useOutcome } from '../../common/failures/useOutcome'
import { client } from '../../ipc/client'
import { QuestionForm } from './QuestionForm'
import { useWaitingCard } from './useWaitingCard'
import './questions.css'

/** What a tool server asks in the middle of a call. Nothing is answered but by one of its buttons. */
export const QuestionCard = ({ question }: { readonly question: WaitingQuestion }) => {
  const id = useId()
  const { card, isArmed } = useWaitingCard(question.id)
  const { outcome, run } = useOutcome()
  const answer = (given: QuestionAnswer) =>
    void run(async () => {
      await client.call('toolServers.answer', { questionId: question.id, answer: given })
      return null
    })
  const { ask } = question
  return (
    <div
      ref={card}
      role="alertdialog"
      data-inline=""
      data-height=""
      tabIndex={-1}
      className="approval question"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-message`}
    >
      <h2 id={`${id}-title`}>
        <MessageCircleQuestion size={17} aria-hidden="true" />
        {shownExactly(question.serverName)} asks
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <blockquote id={`${id}-message`} className="question-message" tabIndex={0}>
        {shownExactly(question.message)}
      </blockquote>
      {ask.type === 'form' ? (
        <QuestionForm
          fields={ask.fields}
          isArmed={isArmed}
          onSend={(values) => answer({ type: 'send', values })}
          onDecline={() => answer({ type: 'decline' })}
        />
      ) : (
        <>
          <Address url={ask.url} />
          {ask.isOpened && (
            <p role="status" className="tool-note">
              It is open in your browser. Go on when you are done there.
            </p>
          )}
          <div className="approval-buttons">
            {ask.isOpened && (
              <button
                type="button"
                disabled={!isArmed}
                className="button small primary"
                onClick={() => answer({ type: 'go-on' })}
              >
                Go on
              </button>
            )}
            <button
              type="button"
              disabled={!isArmed}
              className={`button small ${ask.isOpened ? '' : 'primary'}`}
              onClick={() => answer({ type: 'open' })}
            >
              {ask.isOpened ? 'Open again' : 'Open in browser'}
            </button>
            <button
              type="button"
              disabled={!isArmed}
              className="button small"
              onClick={() => answer({ type: 'decline' })}
            >
              {ask.isOpened ? "Don't go on" : "Don't open"}
            </button>
          </div>
        </>
      )}
      {outcome?.kind === 'failed' && (
        <p role="alert" className="field-error">
          {outcome.words}
        </p>
      )}
    </div>
  )
}

/** All of it, with the host that decides who is at the other end set off. */
const Address = ({ url }: { readonly url: string }) => {
  const { protocol, host } = new URL(url)
  const start = `${protocol}//`
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <code className="question-address" tabIndex={0}>
      {start}
      <strong>{host}</strong>
      {shownExactly(url.slice(start.length + host.length))}
    </code>
  )
}
