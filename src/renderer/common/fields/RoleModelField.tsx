import type { ModelEntry, SideRole } from '@shared/model/engine'
import { engineFor } from '@shared/model/engineFor'
import type { Settings } from '@shared/model/settings'
import { useState } from 'react'
import { client } from '../../ipc/client'
import { Combobox } from '../../ui/Combobox'
import { Field } from '../../ui/Field'
import { useApp } from '../appStore'

interface Props {
  readonly id: string
  readonly label: string
  readonly hint: string
  readonly does: SideRole
  readonly settings: Settings
  readonly value: string | null
  readonly onChange: (model: string | null) => void
}

/** The model of the engine that does this in new conversations; any name can be typed. */
export const RoleModelField = ({ id, label, hint, does, settings, value, onChange }: Props) => {
  const [models, setModels] = useState<readonly ModelEntry[]>([])
  const engines = useApp((app) => app.engines)
  const engineId = engineFor(does, {}, settings, engines)?.engine.id ?? null
  const load = () => {
    if (engineId === null) return
    client
      .call('engines.models', { engineId })
      .then((found) => setModels(found.filter((model) => model.role === does)))
      .catch((reason: unknown) => console.error(`Models for ${does} could not be listed`, reason))
  }
  return (
    <Field id={id} label={label} hint={hint}>
      <Combobox
        id={id}
        value={value ?? ''}
        placeholder="The usual one"
        choices={models.map(({ id: model, shutdownDate, note }) => ({
          value: model,
          detail: shutdownDate ? `until ${shutdownDate}` : note,
        }))}
        onOpen={load}
        onCommit={(typed) => onChange(typed === '' ? null : typed)}
      />
    </Field>
  )
}
