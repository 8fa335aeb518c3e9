import { isReadableOnTheWay } from '@shared/model/engine'
import {
  type EnginePreset,
  findPreset,
  hasBlank,
  makerOfKey,
  presetsWithKey,
} from '@shared/model/enginePresets'
import { useRef, useState } from 'react'
import { Field } from '../../ui/Field'
import { Select } from '../../ui/Select'
import { Certificate } from './Certificate'
import { connectInputFor } from './connectInputFor'
import { readableHint } from './ServerForm'
import { useConnect } from './useConnect'

interface Props {
  /** Begins the ids of its fields. */
  readonly id: string
  /** The words below the key, which may name whom it is for. */
  readonly hint: (provider: string) => string
  readonly submit: string
  readonly onDone: () => void
}

const [first] = presetsWithKey

/**
 * Enters a key, whose form chooses its provider where it tells. The window holds the key in this field alone:
 * it is looked at here, goes to main once, when the user says so, and is cleared.
 */
export const KeyForm = ({ id, hint, submit, onDone }: Props) => {
  const field = useRef<HTMLInputElement>(null)
  const address = useRef<HTMLInputElement>(null)
  const [provider, setProvider] = useState<EnginePreset | undefined>(first)
  const [maker, setMaker] = useState<EnginePreset | null>(null)
  const [isMissing, setMissing] = useState(false)
  const [showsAddress, showAddress] = useState(false)
  const [isReadable, setReadable] = useState(false)
  const { connect, isChecking, error, certificate } = useConnect(() => {
    if (field.current) field.current.value = ''
    onDone()
  })
  if (!provider) return null

  const choose = (next: EnginePreset) => {
    if (next === provider) return
    setProvider(next)
    showAddress(false)
    setReadable(false)
  }
  const look = (key: string) => {
    setMissing(false)
    const found = makerOfKey(key)
    setMaker(found)
    if (found) choose(found)
  }
  const asksAddress = showsAddress || hasBlank(provider)
  const send = (pinned?: string) => {
    const key = field.current?.value.trim() ?? ''
    setMissing(key === '')
    if (key === '') field.current?.focus()
    else connect(connectInputFor(provider, key, address.current?.value.trim() ?? '', pinned))
  }

  return (
    <form
      className="key-form"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <Field
        id={`${id}-key`}
        label="API key"
        hint={hint(provider.name)}
        error={isMissing ? 'Enter a key first, or choose one of the other ways.' : error}
      >
        <input
          ref={field}
          id={`${id}-key`}
          type="password"
          autoComplete="off"
          spellCheck={false}
          className="input"
          placeholder={provider.keyExample ?? 'The key'}
          aria-describedby={`${id}-key-hint`}
          onInput={(event) => look(event.currentTarget.value)}
        />
      </Field>
      <Field
        id={`${id}-provider`}
        label="Provider"
        hint={
          <ProviderHint
            provider={provider}
            maker={maker}
            {...(asksAddress ? {} : { onChangeAddress: () => showAddress(true) })}
          />
        }
      >
        <Select
          id={`${id}-provider`}
          value={provider.id}
          aria-describedby={`${id}-provider-hint`}
          onChange={(event) => choose(findPreset(event.target.value) ?? provider)}
        >
          {presetsWithKey.map((each) => (
            <option key={each.id} value={each.id}>
              {each.name}
            </option>
          ))}
        </Select>
      </Field>
      {asksAddress && (
        <Field id={`${id}-address`} label="Base URL" hint={isReadable ? readableHint : addressHint(provider)}>
          <input
            // Another provider's address is another field.
            key={provider.id}
            ref={address}
            id={`${id}-address`}
            type="url"
            className="input"
            spellCheck={false}
            defaultValue={hasBlank(provider) ? '' : provider.baseUrl}
            placeholder={provider.baseUrl.replace('{resource}', 'NAME')}
            onChange={(event) => setReadable(isReadableOnTheWay(event.target.value))}
          />
        </Field>
      )}
      {certificate && (
        <Certificate shown={certificate} isBusy={isChecking} onTrust={() => send(certificate.fingerprint)} />
      )}
      <button type="submit" className="button primary" disabled={isChecking}>
        {isChecking ? 'Checking…' : submit}
      </button>
    </form>
  )
}

const addressHint = (provider: EnginePreset): string =>
  hasBlank(provider)
    ? 'Your resource’s endpoint, or a deployment’s with its api-version.'
    : 'For a gateway or proxy that takes this provider’s requests.'

/** Whose key it seems to be, where one is made, and a way to another address. */
const ProviderHint = ({
  provider,
  maker,
  onChangeAddress,
}: {
  readonly provider: EnginePreset
  readonly maker: EnginePreset | null
  readonly onChangeAddress?: () => void
}) => (
  <>
    {maker === provider && 'Recognised by the key. '}
    {maker && maker !== provider && `This looks like a key of ${maker.name}’s. `}
    {provider.keysPage && (
      <a href={provider.keysPage} data-external className="link-button">
        Get a key from {provider.name}
      </a>
    )}
    {onChangeAddress && (
      <>
        {' · '}
        <button type="button" className="link-button" onClick={onChangeAddress}>
          Change address…
        </button>
      </>
    )}
  </>
)
