import { shownExactly } from '@shared/lib/shownExactly'
import type { AskedQuestion } from '@shared/model/serverQuestion'

const outcomes: Readonly<Record<AskedQuestion['answer'], string>> = {
  sent: 'You sent this',
  opened: 'You opened this',
  declined: 'You did not answer',
}

/** Whether the user answered, in short. */
export const answeredWords = (questions: readonly AskedQuestion[]): string =>
  questions.every(({ answer }) => answer === 'declined') ? 'not answered' : 'answered by you'

/** What a tool's server asked meanwhile, and what the user decided. */
export const AskedOfUser = ({ question }: { readonly question: AskedQuestion }) => {
  const { serverName, message, answer, values = [], url } = question
  return (
    <section className="asked">
      <p>
        <strong>{shownExactly(serverName)} asked</strong>
      </p>
      <blockquote>{shownExactly(message)}</blockquote>
      {url !== undefined && <p className="asked-address">{shownExactly(url)}</p>}
      <p>
        {outcomes[answer]}
        {values.length > 0 && ':'}
      </p>
      {values.length > 0 && (
        <dl>
          {values.map(({ label, value }) => (
            <div key={label}>
              <dt>{shownExactly(label)}</dt>
              <dd>{value === null ? 'not kept' : shownExactly(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}
