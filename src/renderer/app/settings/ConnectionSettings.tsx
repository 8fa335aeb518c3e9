import type { EngineSummary } from '@shared/model/engine'
import type { ConnectionChange, ConnectionTest, ShownCertificate } from '@shared/model/engineConnection'
import { useRef, useState } from 'react'
import { wordsFor } from '../../common/failures/failureWords'
import { troubleOf } from '../../common/failures/trouble'
import { Certificate, certificateIn } from '../../common/fields/Certificate'
import { client } from '../../ipc/client'
import { Field } from '../../ui/Field'
import { FieldRow } from '../../ui/FieldRow'
import { Select } from '../../ui/Select'

const ownProxy = 'own'

/** How an engine is reached: a test, and what a test may show to be needed. */
export const ConnectionSettings = ({ engine }: { readonly engine: EngineSummary }) => {
  const [error, setError] = useState<string | null>(null)
  if (engine.kind === 'builtin') return null
  const change = async (wanted: ConnectionChange): Promise<void> => {
    setError(null)
    try {
      await client.call('engines.changeConnection', { engineId: engine.id, change: wanted })
    } catch (reason) {
      const { code, data } = troubleOf(reason)
      setError(
        code === 'ipc/bad-input' ? 'That cannot be used as it stands.' : wordsFor(code, data).explanation,
      )
    }
  }
  const parts = { engine, change: (wanted: ConnectionChange) => void change(wanted) }
  return (
    <>
      <TestRow {...parts} />
      {!engine.fromEnvironment && (
        <>
          <ProxyField {...parts} />
          <HeadersField {...parts} />
          <CertificateRow {...parts} />
        </>
      )}
      {error && (
        <p role="alert" className="field-error">
          {error}
        </p>
      )}
    </>
  )
}

interface PartProps {
  readonly engine: EngineSummary
  readonly change: (wanted: ConnectionChange) => void
}

type Outcome =
  | { readonly type: 'works'; readonly test: ConnectionTest }
  | { readonly type: 'fails'; readonly words: string; readonly certificate: ShownCertificate | null }

const wordsOfTest = ({ proxy, tookMs, models, missing }: ConnectionTest): string => {
  const way = proxy === null ? 'Reached directly' : `Reached by the proxy ${proxy}`
  const list = models === null ? 'it lists no models' : models === 1 ? 'one model' : `${models} models`
  const lacks = [
    missing.includes('key') ? 'It has no key.' : '',
    missing.includes('model') ? 'The chosen model is not among them.' : '',
  ]
  return [`${way} in ${Math.max(1, Math.round(tookMs))} ms; ${list}.`, ...lacks].filter(Boolean).join(' ')
}

const TestRow = ({ engine, change }: PartProps) => {
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [isTesting, setTesting] = useState(false)
  const test = async () => {
    setTesting(true)
    setOutcome(null)
    try {
      setOutcome({ type: 'works', test: await client.call('engines.test', { engineId: engine.id }) })
    } catch (reason) {
      const { code, data } = troubleOf(reason)
      const { title, explanation } = wordsFor(code, data)
      setOutcome({ type: 'fails', words: `${title}. ${explanation}`, certificate: certificateIn(data) })
    } finally {
      setTesting(false)
    }
  }
  const certificate = outcome?.type === 'fails' ? outcome.certificate : null
  return (
    <FieldRow
      label="Connection"
      hint={
        <span role="status">
          {isTesting ? 'Testing…' : outcome?.type === 'works' ? wordsOfTest(outcome.test) : ''}
        </span>
      }
      below={
        outcome?.type === 'fails' && (
          <>
            <p role="alert" className="field-error">
              {outcome.words}
            </p>
            {certificate && (
              <Certificate
                shown={certificate}
                onTrust={() => {
                  change({ pinned: certificate.fingerprint })
                  setOutcome(null)
                }}
              />
            )}
          </>
        )
      }
    >
      <button type="button" className="button small" disabled={isTesting} onClick={() => void test()}>
        Test connection
      </button>
    </FieldRow>
  )
}

const ProxyField = ({ engine, change }: PartProps) => {
  const { proxy } = engine.connection
  const isOwn = proxy !== 'system' && proxy !== 'direct'
  const [isChoosing, setChoosing] = useState(false)
  const choose = (value: string) => {
    setChoosing(value === ownProxy)
    if (value !== ownProxy) change({ proxy: value })
  }
  return (
    <>
      <Field id="proxy" label="Proxy" more="A server on this computer is always reached directly.">
        <Select
          id="proxy"
          value={isChoosing || isOwn ? ownProxy : proxy}
          onChange={(event) => choose(event.target.value)}
        >
          <option value="system">As the system says</option>
          <option value="direct">None</option>
          <option value={ownProxy}>This one…</option>
        </Select>
      </Field>
      {(isChoosing || isOwn) && (
        <OwnProxy
          address={isOwn ? proxy : ''}
          onSave={(wanted) => {
            setChoosing(false)
            change(wanted)
          }}
        />
      )}
    </>
  )
}

const OwnProxy = ({
  address,
  onSave,
}: {
  readonly address: string
  readonly onSave: (wanted: ConnectionChange) => void
}) => {
  const field = useRef<HTMLInputElement>(null)
  const credentials = useRef<HTMLInputElement>(null)
  return (
    <form
      className="subform"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault()
        const given = credentials.current?.value ?? ''
        const proxy = field.current?.value.trim() ?? ''
        onSave({ proxy, ...(given === '' ? {} : { proxyCredentials: given }) })
        if (credentials.current) credentials.current.value = ''
      }}
    >
      <Field id="proxy-address" label="Proxy address" hint="http://, https:// or socks5://, with its port.">
        <input
          ref={field}
          id="proxy-address"
          type="url"
          required
          className="input"
          spellCheck={false}
          defaultValue={address}
          placeholder="http://proxy.example:3128"
        />
      </Field>
      <Field
        id="proxy-credentials"
        label="Its name and password"
        hint="name:password, where it wants them. Kept like a key."
      >
        <input
          ref={credentials}
          id="proxy-credentials"
          type="password"
          autoComplete="off"
          className="input"
        />
      </Field>
      <button type="submit" className="button small primary">
        Use this proxy
      </button>
    </form>
  )
}

/** Stands for a value that is kept, and never comes back to the window. */
const keptValue = '••••••••'

const headersIn = (text: string): NonNullable<ConnectionChange['headers']> =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const colon = line.indexOf(':')
      const name = (colon < 0 ? line : line.slice(0, colon)).trim()
      const value = colon < 0 ? '' : line.slice(colon + 1).trim()
      return { name, value: value === keptValue ? null : value }
    })

const HeadersField = ({ engine, change }: PartProps) => {
  const { headerNames } = engine.connection
  const kept = headerNames.map((name) => `${name}: ${keptValue}`).join('\n')
  return (
    <Field
      id="extra-headers"
      label="Extra headers"
      hint="One a line: Name: value. They go along with each request."
      more="For gateways that want them. Values are kept like keys, and are not shown again."
    >
      <textarea
        dir="auto"
        // What is kept now stands there, as soon as it is kept.
        key={kept}
        id="extra-headers"
        className="input"
        rows={Math.max(2, headerNames.length + 1)}
        spellCheck={false}
        defaultValue={kept}
        placeholder="X-Team: research"
        onBlur={(event) => {
          if (event.target.value.trim() !== kept.trim()) change({ headers: headersIn(event.target.value) })
        }}
      />
    </Field>
  )
}

const CertificateRow = ({ engine, change }: PartProps) => {
  const { caFile, pinned } = engine.connection
  const choose = async () => {
    const path = await client.call('engines.chooseCertificates', {})
    if (path !== null) change({ caFile: path })
  }
  if (engine.baseUrl?.startsWith('http:')) return null
  const hint = pinned
    ? `Only this certificate is accepted: ${pinned}`
    : caFile
      ? `Besides the public ones: ${caFile}`
      : 'The public authorities are trusted.'
  return (
    <FieldRow
      label="Certificates"
      hint={hint}
      more="For a server inside a company, choose its authority’s file."
    >
      {!pinned && (
        <button type="button" className="button small" onClick={() => void choose()}>
          Choose a file…
        </button>
      )}
      {(pinned || caFile) && (
        <button
          type="button"
          className="button small quiet"
          onClick={() => change({ pinned: null, caFile: null })}
        >
          Forget
        </button>
      )}
    </FieldRow>
  )
}
