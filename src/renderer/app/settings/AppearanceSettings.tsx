import type { Settings } from '@shared/model/settings'
import { SettingsGroup } from '../../common/fields/SettingsGroup'
import { useUpdate } from '../../common/fields/useUpdate'
import { isMac } from '../../common/keys/platform'
import { useNavigation } from '../../common/navigation/navigation'
import { FieldRow } from '../../ui/FieldRow'

const themes = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const

/** Light or dark. */
export const AppearanceSettings = ({ settings }: { readonly settings: Settings }) => {
  const { update, error } = useUpdate()
  return (
    <SettingsGroup section="appearance" title="Appearance" error={error}>
      <FieldRow id="theme" label="Theme" hint="System follows light and dark of your desktop.">
        <div className="segment-row">
          {themes.map(({ value, label }) => (
            <label key={value} className="segment">
              <input
                type="radio"
                name="theme"
                value={value}
                checked={settings.theme === value}
                onChange={() => update({ theme: value })}
              />
              <span>{label}</span>
            </label>
          ))}
        </div>
      </FieldRow>
      <FieldRow id="keyboard" label="Keyboard" hint="See and change the keys of every command.">
        <button
          type="button"
          className="button small"
          onClick={() => useNavigation.getState().openShortcuts()}
        >
          Keyboard shortcuts…
        </button>
      </FieldRow>
      <FieldRow
        id="spelling"
        label="Spelling"
        hint={
          isMac
            ? 'macOS marks what is misspelled; a right click corrects it.'
            : 'Not checked here: the dictionaries would have to be fetched from Google.'
        }
      >
        <span className="field-hint">{isMac ? 'By macOS' : 'Off'}</span>
      </FieldRow>
    </SettingsGroup>
  )
}
