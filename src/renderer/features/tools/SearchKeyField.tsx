import type { KeyStatus } from '@shared/model/engine'
import { type KeyedProvider, searchProviderNames } from '@shared/model/webSearch'
import { useRef, useState } from 'react'
import { useOutcome } from '../../common/failures/useOutcome'
import { client } from '../../ipc/client'
import { useCall } from '../../ipc/useCall'
import { Field } from '../../ui/Field'

/** The last four of a key, and where it is; the key itself never comes back to a page. */
const wordsOf = (status: KeyStatus | null): string => {
  if (!status || status.state === 'none') return 'Kept by your system’s keyring.'
  const which = status.lastFour ? `A key that ends in ${status.lastFour}` : 'A key'
  return status.state === 'session' ? `${which} is held until Parley ends.` : `${which} is kept.`
}

/** The key of a search provider: it goes to main once, and is cleared here. */
export const SearchKeyField = ({ provider }: { readonly provider: KeyedProvider }) => {
  const field = useRef<HTMLInputElement>(null)
  const [revision, setRevision] = useState(0)
  const { outcome, run } = useOutcome()
  // biome-ignore lint/correctness/useExhaustiveDependencies: main's answer follows from what was kept
  const status = useCall(
    () => client.call('webSearch.keyStatus', { provider }),
    [provider, revision],
    'The state of a search key could not be read',
  )
  const change = (verb: () => Promise<unknown>) =>
    void run(async () => {
      await verb()
      setRevision((before) => before + 1)
      return null
    })
  const keep = () => {
    const key = field.current?.value.trim() ?? ''
    if (key === '') return field.current?.focus()
    change(() => client.call('webSearch.setKey', { provider, key }))
    if (field.current) field.current.value = ''
  }
  const hasKey = status !== null && status.state !== 'none'
  return (
    <form
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault()
        keep()
      }}
    >
      <Field
        id="search-key"
        label={`${searchProviderNames[provider]} key`}
        hint={wordsOf(status)}
        error={outcome?.kind === 'failed' ? outcome.words : null}
      >
        <div className="search-key">
          <input
            ref={field}
            id="search-key"
            type="password"
            autoComplete="off"
            spellCheck={false}
            className="input"
            placeholder={hasKey ? 'Another key' : 'The key'}
            aria-describedby="search-key-hint"
          />
          <button type="submit" className="button small">
            Keep
          </button>
          {hasKey && (
            <button
              type="button"
              className="button small"
              onClick={() => change(() => client.call('webSearch.forgetKey', { provider }))}
            >
              Forget
            </button>
          )}
        </div>
      </Field>
    </form>
  )
}
