import type { FoundServers } from '@shared/ipc/toolServers'
import type { ServerDraft } from '@shared/model/toolServer'
import { readServers } from '@shared/toolServers/readServers'
import { useMemo, useState } from 'react'
import { useOutcome } from '../../common/failures/useOutcome'
import { client } from '../../ipc/client'
import { Dialog } from '../../ui/Dialog'
import { Field } from '../../ui/Field'
import { commandLine } from './addressWords'

interface Props {
  readonly onClose: () => void
}

/** A server to choose, with the values that it lacks. */
interface Choice {
  readonly draft: ServerDraft
  readonly from: string | null
  /** For a server of another program, whose values main keeps. */
  readonly ticket: string | null
}

const notUnderstood = 'This is no command, no address and no JSON of a tool server.'
const hasPassword = 'An address with a password in it would be kept readable. Give the password as a header.'

/**
 * Takes what a README shows, a bundle, or what other programs are set up with. Whatever it is, it is added
 * switched off: what would be started is agreed to at its switch.
 */
export const AddToolServer = ({ onClose }: Props) => {
  const [text, setText] = useState('')
  const [others, setOthers] = useState<readonly Choice[]>([])
  const [chosen, setChosen] = useState<ReadonlySet<Choice>>(new Set())
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const [isRefused, setRefused] = useState(false)
  const { outcome, run } = useOutcome()
  const pasted = useMemo(
    () => readServers(text).map((draft): Choice => ({ draft, from: null, ticket: null })),
    [text],
  )
  const adding = [...pasted, ...others.filter((choice) => chosen.has(choice))]
  const missing = [...new Set(adding.flatMap(({ draft }) => missingOf(draft)))]

  const add = () => {
    if (adding.length === 0) {
      setRefused(true)
      return
    }
    const servers = adding.map(({ draft: { name, address, secrets }, ticket }) => {
      const filled = Object.fromEntries(
        Object.entries(secrets).map(([key, value]) => [key, value === '' ? (values[key] ?? '') : value]),
      )
      return ticket === null ? { name, address, secrets: filled } : { ticket, secrets: filled }
    })
    void run(async () => {
      await client.call('toolServers.add', { servers })
      onClose()
      return null
    })
  }
  const offer = (found: readonly Choice[]) => {
    setOthers(found)
    // Those of other programs are ticked one by one; a bundle was chosen by itself.
    setChosen(new Set(found.filter(({ from }) => from === null)))
  }
  const find = () =>
    void run(async () => {
      const found = await client.call('toolServers.find', {})
      offer(found.flatMap(choicesOf))
      return found.length === 0 ? 'No other program here has tool servers.' : null
    })
  const openBundle = () =>
    void run(async () => {
      const draft = await client.call('toolServers.openBundle', {})
      if (draft) offer([{ draft, from: null, ticket: null }])
      return null
    })
  return (
    <Dialog title="Add tool server" className="is-choices" onClose={onClose}>
      <div className="dialog-body add-server">
        <Field
          id="tool-server-text"
          label="Command, address or JSON"
          hint="As the server’s own page shows it. Nothing is started before you have agreed to it."
          error={isRefused && adding.length === 0 ? wordsOf(text) : null}
        >
          <textarea
            id="tool-server-text"
            className="input"
            rows={6}
            spellCheck={false}
            aria-describedby="tool-server-text-hint"
            value={text}
            onChange={({ target }) => {
              setRefused(false)
              setText(target.value)
            }}
          />
        </Field>
        <div className="approval-buttons">
          <button type="button" className="button small quiet" onClick={find}>
            Find those of other programs
          </button>
          <button type="button" className="button small quiet" onClick={openBundle}>
            Choose a file (.mcpb)…
          </button>
        </div>
        <ul className="server-choices" aria-label="To be added">
          {pasted.map(({ draft }) => (
            <li key={`${draft.name} ${commandLine(draft.address)}`}>
              <ChoiceWords draft={draft} />
            </li>
          ))}
          {others.map((choice) => (
            <li key={`${choice.from} ${choice.draft.name}`}>
              <label className="tool-always">
                <input
                  type="checkbox"
                  checked={chosen.has(choice)}
                  onChange={({ target }) => setChosen(toggled(chosen, choice, target.checked))}
                />
                <ChoiceWords draft={choice.draft} />
                {choice.from !== null && <span className="tool-note">{choice.from}</span>}
              </label>
            </li>
          ))}
        </ul>
        {missing.map((name) => (
          <Field key={name} id={`server-value-${name}`} label={name}>
            <input
              id={`server-value-${name}`}
              className="input"
              type="password"
              autoComplete="off"
              value={values[name] ?? ''}
              onChange={({ target }) => setValues({ ...values, [name]: target.value })}
            />
          </Field>
        ))}
        {outcome && (
          <p role={outcome.kind === 'failed' ? 'alert' : 'status'} className={`outcome is-${outcome.kind}`}>
            {outcome.words}
          </p>
        )}
        <div className="dialog-actions">
          <button type="button" className="button primary" onClick={add}>
            Add
          </button>
        </div>
      </div>
    </Dialog>
  )
}

const wordsOf = (text: string): string => (/https?:\/\/[^/?#\s"]*@/i.test(text) ? hasPassword : notUnderstood)

const ChoiceWords = ({ draft }: { readonly draft: ServerDraft }) => (
  <span className="server-words">
    <strong>{draft.name}</strong>{' '}
    <span className="tool-note server-command">{commandLine(draft.address)}</span>
  </span>
)

const missingOf = ({ secrets }: ServerDraft): readonly string[] =>
  Object.entries(secrets).flatMap(([name, value]) => (value === '' ? [name] : []))

const choicesOf = ({ program, servers }: FoundServers): readonly Choice[] =>
  servers.map(({ ticket, name, address, lacking }) => ({
    draft: { name, address, secrets: Object.fromEntries(lacking.map((each) => [each, ''])) },
    from: program,
    ticket,
  }))

const toggled = (chosen: ReadonlySet<Choice>, choice: Choice, isChosen: boolean): ReadonlySet<Choice> => {
  const next = new Set(chosen)
  if (isChosen) next.add(choice)
  else next.delete(choice)
  return next
}
