import type { Settings } from '@shared/model/settings'
import { SettingsGroup } from '../../common/fields/SettingsGroup'
import { useUpdate } from '../../common/fields/useUpdate'
import { useNavigation } from '../../common/navigation/navigation'

const themes = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const

/** Light or dark. */
export const AppearanceSettings = ({ settings }: { readonly settings: Settings }) => {
  const { update, error } = useUpdate()
  return (
    <SettingsGroup section="appearance" title="Appearance" error={error}>
      <fieldset className="segments">
        <legend className="field-label">Theme</legend>
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
      </fieldset>
      <button type="button" className="button" onClick={() => useNavigation.getState().openShortcuts()}>
        Keyboard shortcuts…
      </button>
    </SettingsGroup>
  )
}
