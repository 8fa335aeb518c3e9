import type { ModelEntry } from '@shared/model/engine'
import { engineFor } from '@shared/model/engineFor'
import type { Settings } from '@shared/model/settings'
import { useState } from 'react'
import { useApp } from '../../common/appStore'
import { client } from '../../ipc/client'
import { Combobox } from '../../ui/Combobox'
import { Field } from '../../ui/Field'

interface Props {
  readonly settings: Settings
  readonly onChange: (speechModel: string | null) => void
}

/** The engine's model that speaks answers; any name can be typed. */
export const SpeechModelField = ({ settings, onChange }: Props) => {
  const [models, setModels] = useState<readonly ModelEntry[]>([])
  const { speechModel } = settings
  const engines = useApp((app) => app.engines)
  const engineId = engineFor('speech', {}, settings, engines)?.engine.id ?? null
  const load = () => {
    if (engineId === null) return
    client
      .call('engines.models', { engineId })
      .then((found) => setModels(found.filter(({ role }) => role === 'speech')))
      .catch((reason: unknown) => console.error('Speech models could not be listed', reason))
  }
  return (
    <Field id="spoken-by" label="Spoken by" hint="A speech model of the engine. Empty: the usual one.">
      <Combobox
        id="spoken-by"
        value={speechModel ?? ''}
        placeholder="The usual one"
        choices={models.map(({ id, shutdownDate, note }) => ({
          value: id,
          detail: shutdownDate ? `until ${shutdownDate}` : note,
        }))}
        onOpen={load}
        onCommit={(value) => onChange(value === '' ? null : value)}
      />
    </Field>
  )
}
