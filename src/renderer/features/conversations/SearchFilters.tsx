import { type When, whenWords } from '@shared/model/when'
import { useApp } from '../../common/appStore'
import { client } from '../../ipc/client'
import { useCall } from '../../ipc/useCall'
import { Combobox } from '../../ui/Combobox'
import { Select } from '../../ui/Select'
import { isNarrowed, noFilters, useSearchStore } from './searchStore'

const noModels: readonly string[] = []

/** Names of models that the engines offer; any part of a name can be typed, of models long gone, too. */
const useModels = (): readonly string[] => {
  const engines = useApp((app) => app.engines)
  const models = useCall(
    async () => {
      const lists = await Promise.all(
        engines.map(({ id }) =>
          // An engine that cannot be reached offers none.
          client.call('engines.models', { engineId: id, refresh: false }).catch(() => []),
        ),
      )
      const chat = lists.flat().filter(({ role }) => role === 'chat')
      return [...new Set(chat.map(({ id }) => id))]
    },
    [engines],
    'Names of models could not be listed',
  )
  return models ?? noModels
}

/** What narrows the search. */
export const SearchFilters = () => {
  const chosen = useSearchStore((store) => store.chosen)
  const { choose } = useSearchStore.getState()
  const engines = useApp((app) => app.engines)
  const assistants = useApp((app) => app.settings?.assistants) ?? []
  const models = useModels()
  return (
    <fieldset aria-label="Filters" className="search-filters">
      <label htmlFor="filter-when">When</label>
      <Select
        id="filter-when"
        value={chosen.when}
        onChange={(event) => choose({ when: event.target.value as When })}
      >
        {Object.entries(whenWords).map(([when, words]) => (
          <option key={when} value={when}>
            {words}
          </option>
        ))}
      </Select>
      {chosen.when === 'between' && (
        <>
          <label htmlFor="filter-from">From</label>
          <input
            id="filter-from"
            type="date"
            value={chosen.fromDay}
            onChange={(event) => choose({ fromDay: event.target.value })}
          />
          <label htmlFor="filter-until">Until</label>
          <input
            id="filter-until"
            type="date"
            value={chosen.untilDay}
            onChange={(event) => choose({ untilDay: event.target.value })}
          />
        </>
      )}
      <label htmlFor="filter-engine">Engine</label>
      <Select
        id="filter-engine"
        value={chosen.engineId}
        onChange={(event) => choose({ engineId: event.target.value })}
      >
        <option value="">Any</option>
        {engines.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <label htmlFor="filter-model">Model</label>
      <Combobox
        id="filter-model"
        value={chosen.model}
        placeholder="Any"
        choices={models.map((value) => ({ value }))}
        onCommit={(model) => choose({ model: model.slice(0, 200) })}
      />
      {assistants.length > 0 && (
        <>
          <label htmlFor="filter-assistant">Assistant</label>
          <Select
            id="filter-assistant"
            value={chosen.assistantId}
            onChange={(event) => choose({ assistantId: event.target.value })}
          >
            <option value="">Any</option>
            {assistants.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </>
      )}
      <div className="filter-checks">
        <label>
          <input
            type="checkbox"
            checked={chosen.withPicture}
            onChange={(event) => choose({ withPicture: event.target.checked })}
          />
          With a picture
        </label>
        <label>
          <input
            type="checkbox"
            checked={chosen.withCode}
            onChange={(event) => choose({ withCode: event.target.checked })}
          />
          With code
        </label>
      </div>
      {isNarrowed(chosen) && (
        <button type="button" className="text-button" onClick={() => choose(noFilters)}>
          Clear filters
        </button>
      )}
    </fieldset>
  )
}
