import type { EngineSummary, KeyStatus } from '@shared/model/engine'
import { useEffect, useRef, useState } from 'react'
import { useApp } from '../../common/appStore'
import { type ConnectInput, useConnect } from '../../common/fields/useConnect'
import { useUpdate } from '../../common/fields/useUpdate'
import { client } from '../../ipc/client'
import { Field } from '../../ui/Field'
import { FieldRow } from '../../ui/FieldRow'
import { Toggle } from '../../ui/Toggle'

const ending = ({ lastFour }: KeyStatus): string => (lastFour ? `, ends in ${lastFour}` : '')

const statusWords = (engine: EngineSummary): string => {
  const { key } = engine
  switch (key.state) {
    case 'none':
      return engine.kind === 'compatible' ? 'No key; many servers want none' : 'No key'
    case 'set':
      return `Key set${ending(key)}`
    case 'session':
      return `Key set until you quit${ending(key)}`
    case 'locked':
      return 'Key kept, but the keyring does not open it'
  }
}

const moreWords = (engine: EngineSummary): string | null => {
  const { key } = engine
  if (engine.fromEnvironment) return 'From the environment, for this run only.'
  if (key.state === 'set')
    return key.backend ? `Kept encrypted, locked by ${key.backend}.` : 'Kept encrypted.'
  if (key.state === 'session')
    return 'Held in memory, not written to disk. You will be asked again after a restart.'
  if (key.state === 'locked')
    return 'It was not deleted. Unlock the keyring and start Parley again, or enter the key anew.'
  return null
}

const connectInput = (engine: EngineSummary, key: string): ConnectInput | null => {
  if (engine.kind === 'openai') return { kind: 'openai', key }
  const { baseUrl, name, preset } = engine
  if (engine.kind === 'anthropic') return { kind: 'anthropic', key, ...(baseUrl === null ? {} : { baseUrl }) }
  if (baseUrl === null) return null
  return { kind: 'compatible', baseUrl, name, key, ...(preset === undefined ? {} : { preset }) }
}

const NoKeyring = () => {
  const keyring = useApp((app) => app.facts?.keyring)
  const isLoaded = useApp((app) => app.facts !== null)
  const isAllowed = useApp((app) => app.settings?.allowWeakKeyStorage ?? false)
  const { update } = useUpdate()
  useEffect(() => void useApp.getState().loadFacts(), [])
  if (!isLoaded || keyring !== null) return null
  return (
    <Toggle
      id="weak-keys"
      label="Keep the key without a keyring"
      hint="Scrambled in a file: anyone who can read your files can get it."
      more="This system has no keyring that can protect a key. Off: the key is forgotten when you quit. On: it is kept in a file, scrambled but not protected."
      isOn={isAllowed}
      onChange={(allowWeakKeyStorage) => update({ allowWeakKeyStorage })}
    />
  )
}

/**
 * Says whether an engine has a key, and changes or forgets it. The key itself never comes back to the window.
 */
export const KeySettings = ({ engine }: { readonly engine: EngineSummary }) => {
  const field = useRef<HTMLInputElement>(null)
  const [isChanging, setChanging] = useState(false)
  const { connect, isChecking, error } = useConnect(() => setChanging(false))
  if (engine.kind === 'builtin') return null

  const mayChange = !engine.fromEnvironment
  const hasKey = engine.key.state !== 'none'
  const submit = () => {
    const key = field.current?.value.trim() ?? ''
    const input = key === '' ? null : connectInput(engine, key)
    if (input) connect(input)
  }
  return (
    <>
      <FieldRow
        label="API key"
        hint={statusWords(engine)}
        more={moreWords(engine)}
        below={
          isChanging && (
            <form
              autoComplete="off"
              onSubmit={(event) => {
                event.preventDefault()
                submit()
              }}
            >
              <Field id="change-key" label="New key" error={error}>
                <input
                  ref={field}
                  id="change-key"
                  type="password"
                  autoComplete="off"
                  spellCheck={false}
                  className="input"
                />
              </Field>
              <div className="form-actions">
                <button type="submit" className="button primary" disabled={isChecking}>
                  {isChecking ? 'Checking…' : 'Check and use'}
                </button>
                <button type="button" className="button quiet" onClick={() => setChanging(false)}>
                  Cancel
                </button>
              </div>
            </form>
          )
        }
      >
        {mayChange && !isChanging && (
          <button type="button" className="button small" onClick={() => setChanging(true)}>
            {hasKey ? 'Change…' : 'Enter a key…'}
          </button>
        )}
        {mayChange && hasKey && !isChanging && (
          <button
            type="button"
            className="button small quiet"
            onClick={() => void client.call('engines.forgetKey', { engineId: engine.id })}
          >
            Forget
          </button>
        )}
        {mayChange && (engine.kind === 'compatible' || engine.kind === 'anthropic') && !isChanging && (
          <button
            type="button"
            className="button small quiet"
            onClick={() => void client.call('engines.remove', { engineId: engine.id })}
          >
            Remove {engine.name} from Parley
          </button>
        )}
      </FieldRow>
      <NoKeyring />
    </>
  )
}
