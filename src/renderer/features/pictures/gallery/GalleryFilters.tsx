import { modelName } from '@shared/model/engine'
import { isNarrowing, type PictureChoices } from '@shared/model/gallery'
import { type When, whenWords } from '@shared/model/when'
import { client } from '../../../ipc/client'
import { useCall } from '../../../ipc/useCall'
import { formatNumber } from '../../../ui/amounts'
import { Select } from '../../../ui/Select'
import { type ChosenPictures, filterOf, useGallery } from './galleryStore'

const noChoices: PictureChoices = { models: [], conversations: [] }

/** Models and conversations that have pictures; again when there are others. */
const useChoices = (): PictureChoices => {
  const outline = useGallery((gallery) => gallery.outline)
  const isRead = outline !== null
  const choices = useCall(
    () => (isRead ? client.call('gallery.choices', {}) : null),
    [isRead],
    'What pictures can be narrowed to was not read',
  )
  return choices ?? noChoices
}

/** What narrows the gallery. */
export const GalleryFilters = () => {
  const chosen = useGallery((gallery) => gallery.chosen)
  const query = useGallery((gallery) => gallery.query)
  const { choose, clearAll } = useGallery.getState()
  const { models, conversations } = useChoices()
  // What was chosen stays a choice, also when it is not among them (any more).
  const hasModel = chosen.model === '' || models.some(({ model }) => model === chosen.model)
  const hasConversation =
    chosen.conversationId === '' || conversations.some(({ id }) => id === chosen.conversationId)
  return (
    <fieldset aria-label="Filters" className="gallery-filters">
      <Select
        aria-label="When"
        data-narrowed={chosen.when !== 'any' || undefined}
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
          <input
            type="date"
            aria-label="From"
            value={chosen.fromDay}
            onChange={(event) => choose({ fromDay: event.target.value })}
          />
          <input
            type="date"
            aria-label="Until"
            value={chosen.untilDay}
            onChange={(event) => choose({ untilDay: event.target.value })}
          />
        </>
      )}
      <Select
        aria-label="Model"
        data-narrowed={chosen.model !== '' || undefined}
        value={chosen.model}
        onChange={(event) => choose({ model: event.target.value })}
      >
        <option value="">Any model</option>
        {!hasModel && <option value={chosen.model}>{modelName(chosen.model)}</option>}
        {models.map(({ model, count }) => (
          <option key={model} value={model}>
            {modelName(model)} ({formatNumber(count)})
          </option>
        ))}
      </Select>
      <Select
        aria-label="Conversation"
        data-narrowed={chosen.conversationId !== '' || undefined}
        value={chosen.conversationId}
        onChange={(event) => choose({ conversationId: event.target.value })}
      >
        <option value="">Any conversation</option>
        {!hasConversation && <option value={chosen.conversationId}>This conversation</option>}
        {conversations.map(({ id, title, count }) => (
          <option key={id} value={id}>
            {title} ({formatNumber(count)})
          </option>
        ))}
      </Select>
      <Select
        aria-label="Source"
        data-narrowed={chosen.source !== '' || undefined}
        value={chosen.source}
        onChange={(event) => choose({ source: event.target.value as ChosenPictures['source'] })}
      >
        <option value="">Made and added</option>
        <option value="made">Made</option>
        <option value="brought">Added by you</option>
      </Select>
      {isNarrowing(filterOf(query, chosen, 0)) && (
        <button type="button" className="text-button" onClick={clearAll}>
          Show all
        </button>
      )}
    </fieldset>
  )
}
