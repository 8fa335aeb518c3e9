import { type EngineSummary, type ModelEntry, modelName } from '@shared/model/engine'
import { chargesNothing } from '@shared/model/localServer'
import { RefreshCw } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { client } from '../../ipc/client'
import { Combobox } from '../../ui/Combobox'
import { Field } from '../../ui/Field'
import { IconButton } from '../../ui/IconButton'
import { aboutModel } from './aboutModel'

interface Props {
  /** The id of another field than the first of its page. */
  readonly id?: string
  readonly label?: string
  readonly engine: EngineSummary
  readonly model: string | null
  /** What answers while none is chosen; absent: the engine's default. */
  readonly usual?: string | null
  readonly onChoose: (model: string | null) => void
}

/** The model of an engine: from its list, or any other id typed in. */
export const ModelField = ({
  id = 'model',
  label = 'Model',
  engine,
  model,
  usual = engine.defaultModel,
  onChoose,
}: Props) => {
  const [models, setModels] = useState<readonly ModelEntry[]>([])
  const [isLoading, setLoading] = useState(false)
  const [hasFailed, setFailed] = useState(false)

  const load = useCallback(
    (refresh: boolean) => {
      setLoading(true)
      setFailed(false)
      client
        .call('engines.models', { engineId: engine.id, refresh })
        .then(setModels)
        .catch((error: unknown) => {
          console.error('Models could not be listed', error)
          setFailed(true)
        })
        .finally(() => setLoading(false))
    },
    [engine.id],
  )
  useEffect(() => load(false), [load])

  const chat = models.filter((entry) => entry.role === 'chat' || entry.role === 'other')
  const known = models.find((entry) => entry.id === (model ?? usual))
  const isFree = chargesNothing(engine)
  const hint = hasFailed
    ? 'The server’s list could not be read. Any model name can be typed.'
    : known
      ? `${aboutModel(known) || (isFree ? 'Costs nothing' : 'Price unknown')}${known.shutdownDate && known.replacement ? `. Its maker names ${known.replacement} instead.` : ''}`
      : model
        ? `Not in the server’s list. It is used as typed${isFree ? '' : '; its price is unknown'}.`
        : 'Choose one, or type any name that the server knows.'

  return (
    <Field id={id} label={label} hint={hint}>
      <div className="with-button">
        <Combobox
          id={id}
          value={model ?? ''}
          placeholder={usual ? `${modelName(usual)} (default)` : 'The server’s first'}
          choices={chat.map((entry) => ({ value: entry.id, detail: aboutModel(entry) }))}
          onCommit={(value) => onChoose(value === '' ? null : value)}
        />
        <IconButton label="Ask the server for its list again" disabled={isLoading} onClick={() => load(true)}>
          <RefreshCw size={16} className={isLoading ? 'spin' : ''} />
        </IconButton>
      </div>
    </Field>
  )
}
