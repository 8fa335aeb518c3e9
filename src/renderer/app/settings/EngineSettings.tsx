import { type EngineSummary, isReadableOnTheWay } from '@shared/model/engine'
import type { Settings } from '@shared/model/settings'
import { useState } from 'react'
import { useApp } from '../../common/appStore'
import { KeyForm } from '../../common/fields/KeyForm'
import { ModelField } from '../../common/fields/ModelField'
import { readableHint, ServerForm } from '../../common/fields/ServerForm'
import { SettingsGroup } from '../../common/fields/SettingsGroup'
import { useUpdate } from '../../common/fields/useUpdate'
import { Field } from '../../ui/Field'
import { Select } from '../../ui/Select'
import { ConnectionSettings } from './ConnectionSettings'
import { KeySettings } from './KeySettings'
import { RefusalSettings } from './RefusalSettings'

const addKey = 'add:key'
const addServer = 'add:server'

/** A line about an engine, and what is behind the button beside it. */
const about = ({ kind, fromEnvironment, baseUrl }: EngineSummary): readonly [line: string, more: string] => {
  const environment = 'It comes from the environment, for this run only, and is never written to disk.'
  switch (kind) {
    case 'builtin':
      return [
        'Needs no key and no network.',
        'No language model: it shows what Parley can do, and answers questions about Parley.',
      ]
    case 'openai':
      return fromEnvironment
        ? ['OpenAI, with the key from the environment.', environment]
        : ['Questions go to api.openai.com.', 'They are not stored there beyond answering.']
    case 'anthropic':
      if (baseUrl === null) return ['Questions go to api.anthropic.com.', 'They go there, and nowhere else.']
      return isReadableOnTheWay(baseUrl)
        ? [`Plain http to ${baseUrl}: others on the way can read along.`, readableHint]
        : [`Questions go to ${baseUrl}.`, 'They go there, and nowhere else.']
    case 'compatible':
      if (fromEnvironment) return [`${baseUrl ?? 'A server'}, from the environment.`, environment]
      return isReadableOnTheWay(baseUrl ?? '')
        ? [`Plain http to ${baseUrl}: others on the way can read along.`, readableHint]
        : [`Questions go to ${baseUrl ?? 'this server'}.`, 'They go there, and nowhere else.']
  }
}

/** The engine that answers, its model and its key. */
export const EngineSettings = ({ settings }: { readonly settings: Settings }) => {
  const engines = useApp((app) => app.engines)
  const [adding, setAdding] = useState<string | null>(null)
  const { update, error } = useUpdate()
  const engine = engines.find(({ id }) => id === settings.engineId)
  const value = adding ?? settings.engineId ?? ''
  const [hint, more] = engine && adding === null ? about(engine) : []

  const choose = (next: string) => {
    if (next.startsWith('add:')) return setAdding(next)
    setAdding(null)
    // A model belongs to its engine.
    update({ engineId: next, model: null })
  }

  return (
    <SettingsGroup section="engine" title="Engines" error={error}>
      <Field id="engine" label="Engine" hint={hint} more={more}>
        <Select id="engine" value={value} onChange={(event) => choose(event.target.value)}>
          {!engine && adding === null && <option value="">Choose…</option>}
          {engines.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
          <option value={addKey}>Add a provider, with a key…</option>
          <option value={addServer}>Add another server…</option>
        </Select>
      </Field>
      {adding === addKey && (
        <div className="subform">
          <KeyForm
            id="add"
            hint={() => 'Checked with one request that costs nothing.'}
            submit="Check and use"
            onDone={() => setAdding(null)}
          />
        </div>
      )}
      {adding === addServer && <ServerForm onDone={() => setAdding(null)} />}
      {adding === null && engine && (
        <>
          <ModelField
            key={engine.id}
            engine={engine}
            model={settings.model}
            onChoose={(model) => update({ model })}
          />
          <KeySettings key={`key ${engine.id}`} engine={engine} />
          <ConnectionSettings key={`connection ${engine.id}`} engine={engine} />
          <RefusalSettings key={`refusals ${engine.id}`} engine={engine} />
        </>
      )}
    </SettingsGroup>
  )
}
