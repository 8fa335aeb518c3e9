import { assertNever } from '@shared/lib/assertNever'
import { shownExactly } from '@shared/lib/shownExactly'
import type { ServerState, ToolServerSummary } from '@shared/model/toolServer'
import { Pencil, Trash2 } from 'lucide-react'
import { lazy, Suspense, useId, useState } from 'react'
import { useOutcome } from '../../common/failures/useOutcome'
import { client } from '../../ipc/client'
import { IconButton } from '../../ui/IconButton'
import { commandLine } from './addressWords'
import { ServerConsent } from './ServerConsent'
import { ServerFailure } from './ServerFailure'

/** Loaded when it is opened. */
const EditToolServer = lazy(async () => ({ default: (await import('./EditToolServer')).EditToolServer }))

const counted = (count: number): string => (count === 1 ? '1 tool' : `${count} tools`)

const stateWords = (state: ServerState, toolCount: number): string => {
  switch (state.type) {
    case 'off':
      return 'Off'
    case 'needs-consent':
      return 'It was changed: look at it and switch it on again'
    case 'connecting':
      return 'Starting…'
    case 'signing-in':
      return 'Sign in in the browser that was opened'
    case 'ready':
      return `${counted(toolCount)} · ${state.isRunning ? 'running' : 'starts when it is needed'}`
    case 'failed':
      return 'Not running'
    default:
      return assertNever(state)
  }
}

/** A tool server: whether it is on, what state it is in, and what helps where it does not run. */
export const ServerItem = ({ server }: { readonly server: ToolServerSummary }) => {
  const { id, address, fingerprint, state, toolCount } = server
  const name = shownExactly(server.name)
  const labelId = useId()
  const [isAsking, setAsking] = useState(false)
  const [isEditing, setEditing] = useState(false)
  const { outcome, run } = useOutcome()
  const isOn = state.type !== 'off' && state.type !== 'needs-consent'

  const setOn = (on: boolean, agreed: string | null) =>
    run(async () => {
      await client.call('toolServers.setOn', { id, isOn: on, fingerprint: agreed })
      return null
    })
  const tryAgain = () =>
    void run(async () => {
      await client.call('toolServers.tryAgain', { id })
      return null
    })
  const chooseProgram = () =>
    void run(async () => {
      // What would be started is another now: it is looked at at once.
      if (await client.call('toolServers.chooseProgram', { id })) setAsking(true)
      return null
    })
  const turn = async () => {
    setAsking(!isOn)
    if (isOn) await setOn(false, null)
  }
  return (
    <li className="server" aria-label={name}>
      <div className="tool-line">
        <div className="server-words">
          <strong>{name}</strong>
          <p className="tool-note server-command">{shownExactly(commandLine(address))}</p>
          <p className="tool-note" role="status">
            {stateWords(state, toolCount)}
          </p>
        </div>
        <div className="server-buttons">
          <IconButton label={`Edit ${name}`} onClick={() => setEditing(true)}>
            <Pencil size={15} />
          </IconButton>
          <IconButton
            label={`Remove ${name}`}
            onClick={() =>
              void run(async () => {
                await client.call('toolServers.remove', { id })
                return null
              })
            }
          >
            <Trash2 size={15} />
          </IconButton>
          <span id={labelId} className="tool-note">
            On
          </span>
          <button
            type="button"
            role="switch"
            aria-checked={isOn}
            aria-labelledby={labelId}
            className="switch"
            onClick={() => void turn()}
          >
            <span className="switch-thumb" />
          </button>
        </div>
      </div>
      {isAsking && !isOn && (
        <ServerConsent
          name={server.name}
          address={address}
          onCancel={() => setAsking(false)}
          onAllow={() => {
            setAsking(false)
            void setOn(true, fingerprint)
          }}
        />
      )}
      {state.type === 'signing-in' && <SignInField id={id} />}
      {state.type === 'failed' && (
        <ServerFailure
          failure={state.failure}
          address={address}
          onTryAgain={tryAgain}
          onChoose={chooseProgram}
        />
      )}
      {isEditing && (
        <Suspense>
          <EditToolServer server={server} onSaved={() => setAsking(isOn)} onClose={() => setEditing(false)} />
        </Suspense>
      )}
      {outcome && (
        <p role="alert" className={`outcome is-${outcome.kind}`}>
          {outcome.words}
        </p>
      )}
    </li>
  )
}

/** For a browser that cannot come back to this computer: the address that it ended at is pasted. */
const SignInField = ({ id }: { readonly id: string }) => {
  const [address, setAddress] = useState('')
  const { outcome, run } = useOutcome()
  return (
    <form
      className="server-sign-in"
      onSubmit={(event) => {
        event.preventDefault()
        void run(async () => {
          await client.call('toolServers.finishSignIn', { id, address })
          return null
        })
      }}
    >
      <input
        className="input"
        aria-label="Address that the browser ended at"
        placeholder="If the browser shows an error at the end, paste its address here"
        value={address}
        onChange={({ target }) => setAddress(target.value)}
      />
      <button type="submit" className="button small" disabled={address.trim() === ''}>
        Finish
      </button>
      {outcome?.kind === 'failed' && (
        <p role="alert" className="field-error">
          {outcome.words}
        </p>
      )}
    </form>
  )
}
