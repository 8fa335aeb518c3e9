import { type EngineSummary, isReadableOnTheWay } from '@shared/model/engine'
import type { Settings } from '@shared/model/settings'
import { useState } from 'react'
import { useApp } from '../../common/appStore'
import { ModelField } from '../../common/fields/ModelField'
import { OpenAIForm } from '../../common/fields/OpenAIForm'
import { readableHint, ServerForm } from '../../common/fields/ServerForm'
import { SettingsGroup } from '../../common/fields/SettingsGroup'
import { useUpdate } from '../../common/fields/useUpdate'
import { Field } from '../../ui/Field'
import { Select } from '../../ui/Select'
import { KeySettings } from './KeySettings'

const addOpenAI = 'add:openai'
const addServer = 'add:server'

const about = (engine: EngineSummary): string => {
  switch (engine.kind) {
    case 'builtin':
      return 'Needs no key and no network. No language model: it shows what Parley can do.'
    case 'openai':
      return engine.fromEnvironment
        ? 'OpenAI, with the key of the environment. It is never written to disk.'
        : 'Questions go to api.openai.com and are not stored there beyond answering.'
    case 'compatible':
      return engine.fromEnvironment
        ? `${engine.baseUrl ?? 'A server'}, from the environment. It is never written to disk.`
        : `Questions go to ${engine.baseUrl ?? 'this server'}, and nowhere else.${
            isReadableOnTheWay(engine.baseUrl ?? '') ? ` ${readableHint}` : ''
          }`
  }
}

/** Where answers come from: engine, model and key. */
export const EngineSettings = ({ settings }: { readonly settings: Settings }) => {
  const engines = useApp((app) => app.engines)
  const [adding, setAdding] = useState<string | null>(null)
  const { update, error } = useUpdate()
  const engine = engines.find(({ id }) => id === settings.engineId)
  const value = adding ?? settings.engineId ?? ''

  const choose = (next: string) => {
    if (next.startsWith('add:')) return setAdding(next)
    setAdding(null)
    // A model belongs to its engine.
    update({ engineId: next, model: null })
  }

  return (
    <SettingsGroup section="engine" title="Where answers come from" error={error}>
      <Field id="engine" label="Engine" hint={adding ? null : engine && about(engine)}>
        <Select id="engine" value={value} onChange={(event) => choose(event.target.value)}>
          {!engine && adding === null && <option value="">Choose…</option>}
          {engines.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
          {!engines.some(({ kind }) => kind === 'openai') && (
            <option value={addOpenAI}>OpenAI, with a key…</option>
          )}
          <option value={addServer}>Another server…</option>
        </Select>
      </Field>
      {adding === addOpenAI && <OpenAIForm onDone={() => setAdding(null)} />}
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
        </>
      )}
    </SettingsGroup>
  )
}
