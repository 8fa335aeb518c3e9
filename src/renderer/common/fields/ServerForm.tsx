import { isReadableOnTheWay } from '@shared/model/engine'
import { findPreset, localPresets } from '@shared/model/enginePresets'
import { Server } from 'lucide-react'
import { useRef, useState } from 'react'
import { client } from '../../ipc/client'
import { useCall } from '../../ipc/useCall'
import { Field } from '../../ui/Field'
import { Select } from '../../ui/Select'
import { Certificate } from './Certificate'
import { useConnect } from './useConnect'

const countOf = (models: readonly string[]): string =>
  models.length === 0 ? 'no models yet' : models.length === 1 ? (models[0] ?? '') : `${models.length} models`

/** What plain http to another computer means. */
export const readableHint =
  'Plain http: anybody on the way to that computer can read the questions and the key. Use https where the server has it.'

/** Servers found on this computer, and a form for any other that speaks the OpenAI API. */
export const ServerForm = ({ onDone }: { readonly onDone: () => void }) => {
  const address = useRef<HTMLInputElement>(null)
  const key = useRef<HTMLInputElement>(null)
  const found = useCall(
    () =>
      client.call('engines.discover', {}).catch((reason: unknown) => {
        console.error('Looking for servers failed', reason)
        return []
      }),
    [],
    'Looking for servers failed',
  )
  const [isReadable, setReadable] = useState(false)
  const { connect, isChecking, error, certificate } = useConnect(onDone)
  const send = (pinned?: string) => {
    const baseUrl = address.current?.value.trim() ?? ''
    const secret = key.current?.value.trim() ?? ''
    if (baseUrl === '') return
    connect({
      kind: 'compatible',
      baseUrl,
      ...(secret === '' ? {} : { key: secret }),
      ...(pinned === undefined ? {} : { pinned }),
    })
  }

  return (
    <div className="subform">
      <div role="status" className="found-servers">
        {found === null ? (
          <p className="field-hint">Looking for servers on this computer…</p>
        ) : found.length === 0 ? (
          <p className="field-hint">
            None found on the usual ports of Ollama, LM Studio, llama.cpp, vLLM and LocalAI. Enter an address
            below.
          </p>
        ) : (
          <ul aria-label="Servers on this computer">
            {found.map((server) => (
              <li key={server.baseUrl}>
                <button
                  type="button"
                  className="found-server"
                  disabled={isChecking}
                  onClick={() => connect({ kind: 'compatible', baseUrl: server.baseUrl, name: server.name })}
                >
                  <Server size={17} aria-hidden="true" />
                  <span className="found-name">{server.name}</span>
                  <span className="found-detail">
                    {server.baseUrl} · {countOf(server.models)}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
      <form
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <Field id="server-provider" label="Provider" hint="Fills in the usual address.">
          <Select
            id="server-provider"
            defaultValue=""
            onChange={(event) => {
              const preset = findPreset(event.target.value)
              if (!preset || !address.current) return
              address.current.value = preset.baseUrl
              setReadable(false)
            }}
          >
            <option value="">Any that speaks OpenAI’s API</option>
            {localPresets.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <Field
          id="server-address"
          label="Base URL"
          error={error}
          hint={isReadable ? readableHint : 'Usually ends in /v1.'}
        >
          <input
            ref={address}
            id="server-address"
            type="url"
            className="input"
            spellCheck={false}
            placeholder="http://localhost:8080/v1"
            onChange={(event) => setReadable(isReadableOnTheWay(event.target.value))}
          />
        </Field>
        <Field id="server-key" label="Its key, where it wants one">
          <input
            ref={key}
            id="server-key"
            type="password"
            autoComplete="off"
            spellCheck={false}
            className="input"
          />
        </Field>
        {certificate && (
          <Certificate
            shown={certificate}
            isBusy={isChecking}
            onTrust={() => send(certificate.fingerprint)}
          />
        )}
        <button type="submit" className="button primary" disabled={isChecking}>
          {isChecking ? 'Checking…' : 'Use this server'}
        </button>
      </form>
    </div>
  )
}
