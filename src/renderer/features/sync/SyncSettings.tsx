import { lazy, Suspense, useState } from 'react'
import { useApp } from '../../common/appStore'
import { SettingsGroup } from '../../common/fields/SettingsGroup'
import { FieldRow } from '../../ui/FieldRow'
import { DeviceList } from './DeviceList'
import { PlaceRow } from './PlaceRow'
import { StatusRow } from './StatusRow'

/** Loaded when it is opened. */
const SetUpSync = lazy(async () => ({ default: (await import('./SetUpSync')).SetUpSync }))

/** One history on several devices: set up, its state, the devices, and leaving. */
export const SyncSettings = () => {
  const status = useApp((app) => app.sync)
  const [isSettingUp, setSettingUp] = useState(false)
  return (
    <SettingsGroup section="sync" title="Sync">
      {status.type === 'on' ? (
        <>
          <StatusRow status={status} />
          <DeviceList devices={status.devices} place={status.place} isJoining={status.isJoining} />
          <PlaceRow status={status} />
        </>
      ) : (
        <FieldRow
          label="One history on all your computers"
          hint="Through a WebDAV server or a folder of yours, encrypted before it leaves this computer."
          more="Conversations, folders, pictures, files, assistants, memory and costs travel. API keys, engines, other settings, hotkeys, window places and drafts never do. The owner of the server sees sizes, times and the number of your computers, and nothing else."
        >
          <button type="button" className="button small" onClick={() => setSettingUp(true)}>
            Set up sync…
          </button>
        </FieldRow>
      )}
      {isSettingUp && (
        <Suspense>
          <SetUpSync onClose={() => setSettingUp(false)} />
        </Suspense>
      )}
    </SettingsGroup>
  )
}
