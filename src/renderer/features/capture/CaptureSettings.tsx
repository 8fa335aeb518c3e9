import type { Settings } from '@shared/model/settings'
import { SettingsGroup } from '../../common/fields/SettingsGroup'
import { useUpdate } from '../../common/fields/useUpdate'
import { HotkeyField } from '../../common/keys/HotkeyField'
import { useHotkey } from '../../common/keys/useHotkey'
import { FieldRow } from '../../ui/FieldRow'

/** The way in for what is selected in another program. */
export const CaptureSettings = ({ settings }: { readonly settings: Settings }) => {
  const { update, error } = useUpdate()
  const status = useHotkey('capture')
  return (
    <SettingsGroup section="capture" title="Screen context" error={error}>
      {status && (
        <HotkeyField
          which="capture"
          title="Hotkey for the selected text"
          others={[settings.quickAccelerator, settings.dictationAccelerator]}
          status={status}
          onChange={(lookAccelerator) => update({ lookAccelerator })}
        />
      )}
      <FieldRow
        label="What is on your screen"
        hint="A button beside the field brings in the selected text, the clipboard or a part of the screen."
        more="Commands then ask about it at one press. Nothing is looked at by itself. In quick ask, Insert puts the answer into the program you came from, and Replace puts it over what you selected there."
      />
    </SettingsGroup>
  )
}
