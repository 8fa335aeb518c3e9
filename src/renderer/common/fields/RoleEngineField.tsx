import { builtinEngineId, type SideRole } from '@shared/model/engine'
import { engineFor } from '@shared/model/engineFor'
import type { Settings } from '@shared/model/settings'
import { Field } from '../../ui/Field'
import { Select } from '../../ui/Select'
import { useApp } from '../appStore'

interface Props {
  readonly id: string
  readonly label: string
  readonly does: SideRole
  readonly settings: Settings
  readonly value: string | null
  /** Absent: who does it in new conversations. */
  readonly hint?: string
  readonly more: string
  readonly onChange: (engineId: string | null) => void
}

/** Chooses who does what apart from who answers. An engine that is known not to be able is not offered. */
export const RoleEngineField = ({ id, label, does, settings, value, hint, more, onChange }: Props) => {
  const engines = useApp((app) => app.engines)
  const inCharge = engineFor(does, {}, settings, engines)?.engine
  const isAble = inCharge !== undefined && inCharge.can?.[does] !== false
  const offered = engines.filter(
    (engine) => engine.id === value || (engine.id !== builtinEngineId && engine.can?.[does] !== false),
  )
  const isThere = value === null || offered.some((engine) => engine.id === value)
  return (
    <Field
      id={id}
      label={label}
      hint={hint ?? (isAble ? `In new conversations: ${inCharge.name}.` : 'No engine here can do this yet.')}
      more={`Automatic is the one that answers where it can, else the first that can. ${more}`}
    >
      <Select id={id} value={value ?? ''} onChange={(event) => onChange(event.target.value || null)}>
        <option value="">Automatic</option>
        {!isThere && value !== null && <option value={value}>No longer set up</option>}
        {offered.map(({ id: engineId, name }) => (
          <option key={engineId} value={engineId}>
            {name}
          </option>
        ))}
      </Select>
    </Field>
  )
}
