import type { QuickFacts } from '@shared/ipc/quick'
import { engineFor } from '@shared/model/engineFor'
import type { Settings } from '@shared/model/settings'
import { useApp } from '../../common/appStore'
import { ModelField } from '../../common/fields/ModelField'
import { SettingsGroup } from '../../common/fields/SettingsGroup'
import { useUpdate } from '../../common/fields/useUpdate'
import { HotkeyField } from '../../common/keys/HotkeyField'
import { useHotkey } from '../../common/keys/useHotkey'
import { client } from '../../ipc/client'
import { useCall } from '../../ipc/useCall'
import { Field } from '../../ui/Field'
import { Select } from '../../ui/Select'
import { Toggle } from '../../ui/Toggle'
import { DesktopWays } from './DesktopWays'

/** The shortcut proposed for the desktop's own settings where ours is off. */
const usualAccelerator = 'CmdOrCtrl+Shift+Space'

const useFacts = (): QuickFacts | null =>
  useCall(() => client.call('quick.facts', {}), [], 'The command could not be asked for')

const readings = [
  { value: '', label: 'As in the main window', readsAloud: null },
  { value: 'yes', label: 'Always', readsAloud: true },
  { value: 'no', label: 'Never', readsAloud: false },
] as const

/** The quick question: how it is called, and who answers. */
export const QuickSettings = ({ settings }: { readonly settings: Settings }) => {
  const { update, error } = useUpdate()
  const status = useHotkey()
  const facts = useFacts()
  const engines = useApp((app) => app.engines)
  const isLinux = navigator.platform.startsWith('Linux')
  const usual = engineFor('chat', { engineId: settings.quickEngineId }, settings, engines)
  const reading = readings.find(({ readsAloud }) => readsAloud === settings.quickReadAloud)
  return (
    <SettingsGroup section="quick" title="Quick ask" error={error}>
      {status && (
        <HotkeyField
          status={status}
          others={[settings.lookAccelerator, settings.dictationAccelerator]}
          onChange={(quickAccelerator) => update({ quickAccelerator })}
        />
      )}
      {isLinux && status && facts && (
        <DesktopWays
          facts={facts}
          accelerator={status.accelerator ?? usualAccelerator}
          isNeeded={status.state === 'unsupported'}
        />
      )}
      <Field id="quick-assistant" label="Assistant for quick questions">
        <Select
          id="quick-assistant"
          value={settings.quickAssistantId ?? ''}
          onChange={(event) => update({ quickAssistantId: event.target.value || null })}
        >
          <option value="">None</option>
          {settings.assistants?.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Field id="quick-engine" label="Quick questions go to">
        <Select
          id="quick-engine"
          value={settings.quickEngineId ?? ''}
          // A model belongs to its engine.
          onChange={(event) => update({ quickEngineId: event.target.value || null, quickModel: null })}
        >
          <option value="">As in new conversations</option>
          {engines.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      {usual && (
        <ModelField
          key={usual.engine.id}
          id="quick-answerer"
          label="Answered by"
          engine={usual.engine}
          model={usual.insteadOf === null ? settings.quickModel : null}
          usual={usual.model}
          onChoose={(quickModel) => update({ quickModel })}
        />
      )}
      <Toggle
        id="quick-temporary"
        label="Begin with a temporary conversation"
        hint="Quick questions are not saved unless you keep them."
        isOn={settings.quickTemporary}
        onChange={(quickTemporary) => update({ quickTemporary })}
      />
      <Field id="quick-reading" label="Read quick answers aloud">
        <Select
          id="quick-reading"
          value={reading?.value ?? ''}
          onChange={(event) =>
            update({
              quickReadAloud: readings.find(({ value }) => value === event.target.value)?.readsAloud ?? null,
            })
          }
        >
          {readings.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      </Field>
    </SettingsGroup>
  )
}
