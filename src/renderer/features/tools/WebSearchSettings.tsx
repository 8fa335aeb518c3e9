import type { Settings, SettingsPatch } from '@shared/model/settings'
import { isKeyed, type SearchProvider, searchProviderNames, searchProviders } from '@shared/model/webSearch'
import { useOutcome } from '../../common/failures/useOutcome'
import { client } from '../../ipc/client'
import { Field } from '../../ui/Field'
import { FieldRow } from '../../ui/FieldRow'
import { Select } from '../../ui/Select'
import { Toggle } from '../../ui/Toggle'
import { SearchKeyField } from './SearchKeyField'

interface Props {
  readonly settings: Settings
  readonly update: (patch: SettingsPatch) => void
}

/** Whether models may look things up on the web, and with what. */
export const WebSearchSettings = ({ settings, update }: Props) => {
  const { webSearch, searchProvider } = settings
  return (
    <>
      <Toggle
        id="web-search"
        label="Search the web"
        hint="Models may search the web and read its pages. What they search for leaves this computer."
        more="Pages are read without cookies. Addresses in your own network are read only where you name them, and an address that stands neither in your question nor in search results is asked about first."
        isOn={webSearch}
        onChange={(isOn) => update({ webSearch: isOn })}
      />
      {webSearch && (
        <>
          <ProviderField provider={searchProvider} update={update} />
          {searchProvider === 'searxng' && <AddressField address={settings.searxngUrl} />}
          {isKeyed(searchProvider) && <SearchKeyField key={searchProvider} provider={searchProvider} />}
          {searchProvider !== 'engine' && <TestRow key={`${searchProvider} ${settings.searxngUrl}`} />}
        </>
      )}
    </>
  )
}

const ProviderField = ({
  provider,
  update,
}: {
  readonly provider: SearchProvider
  readonly update: Props['update']
}) => (
  <Field
    id="search-provider"
    label="Search with"
    hint={
      provider === 'engine'
        ? 'OpenAI searches by itself and charges for it. Other engines only read pages then.'
        : undefined
    }
  >
    <Select
      id="search-provider"
      value={provider}
      aria-describedby={provider === 'engine' ? 'search-provider-hint' : undefined}
      onChange={(event) => update({ searchProvider: event.target.value as SearchProvider })}
    >
      {searchProviders.map((each) => (
        <option key={each} value={each}>
          {searchProviderNames[each]}
        </option>
      ))}
    </Select>
  </Field>
)

/** What the user means who leaves out `https://`. */
const addressFrom = (text: string): string | null => {
  const typed = text.trim()
  if (typed === '') return null
  return /^https?:\/\//i.test(typed) ? typed : `https://${typed}`
}

const AddressField = ({ address }: { readonly address: string | null }) => {
  const { outcome, run } = useOutcome()
  const keep = (field: HTMLInputElement) => {
    // The window was left, not the field: nothing was pressed in it.
    if (document.activeElement === field) return
    const given = addressFrom(field.value)
    if (given === address) return
    void run(async () => {
      await client.call('webSearch.setAddress', { address: given })
      return null
    })
  }
  return (
    <Field
      id="searxng-address"
      label="SearXNG address"
      hint="Your own server, or one that allows JSON: most public ones do not."
      error={outcome?.kind === 'failed' ? outcome.words : null}
    >
      <input
        id="searxng-address"
        type="url"
        className="input"
        key={address}
        defaultValue={address ?? ''}
        placeholder="http://localhost:8080"
        spellCheck={false}
        aria-describedby="searxng-address-hint"
        onBlur={(event) => keep(event.currentTarget)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur()
        }}
      />
    </Field>
  )
}

const TestRow = () => {
  const { outcome, run } = useOutcome()
  const test = () =>
    run(async () => {
      const { results } = await client.call('webSearch.test', {})
      return results === 1 ? 'It works: one result.' : `It works: ${results} results.`
    })
  return (
    <FieldRow
      id="search-test"
      label="Search"
      hint={<span role="status">{outcome?.kind === 'done' ? outcome.words : ''}</span>}
      below={
        outcome?.kind === 'failed' && (
          <p role="alert" className="field-error">
            {outcome.words}
          </p>
        )
      }
    >
      <button type="button" className="button small" onClick={() => void test()}>
        Test
      </button>
    </FieldRow>
  )
}
