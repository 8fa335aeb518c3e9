import type { SyncDevice, SyncPlace } from '@shared/model/sync'
import { Monitor, TriangleAlert } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { nameOfDevice } from '../../common/failures/syncProblems'
import { FieldRow } from '../../ui/FieldRow'
import { deviceFacts, deviceProblem } from './statusWords'
import { useMinute } from './useMinute'

/** Loaded when it is opened. */
const RemoveDevice = lazy(async () => ({ default: (await import('./RemoveDevice')).RemoveDevice }))

const DeviceRow = ({
  device,
  now,
  onRemove,
}: {
  readonly device: SyncDevice
  readonly now: number
  readonly onRemove: () => void
}) => {
  const name = nameOfDevice(device.name)
  const problem = deviceProblem(device)
  return (
    <li className="sync-device">
      <Monitor size={18} aria-hidden="true" />
      <div className="sync-device-words">
        <p className="sync-device-name">{name}</p>
        <p className="field-hint">{deviceFacts(device, now)}</p>
        {problem !== null && (
          <p className="sync-device-problem">
            <TriangleAlert size={14} aria-hidden="true" />
            {problem}
          </p>
        )}
      </div>
      {!device.isThis && (
        <button type="button" className="button small" aria-label={`Remove ${name}`} onClick={onRemove}>
          Remove
        </button>
      )}
    </li>
  )
}

interface Props {
  readonly devices: readonly SyncDevice[]
  readonly place: SyncPlace
  /** The others are not known yet. */
  readonly isJoining: boolean
}

/** The computers that share the history. */
export const DeviceList = ({ devices, place, isJoining }: Props) => {
  const now = useMinute()
  const [removing, setRemoving] = useState<SyncDevice | null>(null)
  const sorted = [...devices].sort((one, other) => Number(other.isThis) - Number(one.isThis))
  return (
    <FieldRow
      label="Devices"
      hint={
        sorted.length < 2 && !isJoining ? 'Set up sync on another computer, with Join with words.' : undefined
      }
      below={
        <ul className="sync-devices" aria-label="Devices">
          {sorted.map((device) => (
            <DeviceRow key={device.id} device={device} now={now} onRemove={() => setRemoving(device)} />
          ))}
        </ul>
      }
    >
      {removing && (
        <Suspense>
          <RemoveDevice device={removing} place={place} onClose={() => setRemoving(null)} />
        </Suspense>
      )}
    </FieldRow>
  )
}
