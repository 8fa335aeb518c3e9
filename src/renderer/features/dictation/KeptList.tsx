import type { KeptRecording } from '@shared/model/dictation'
import { Mic, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '../../ui/IconButton'

const clock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`

interface Props {
  readonly kept: readonly KeptRecording[]
  readonly onThrowAway: (recordingId: string) => void
  /** What turns one into words. */
  readonly action: (recordingId: string) => ReactNode
}

/** What was said and has no words yet. */
export const KeptList = ({ kept, onThrowAway, action }: Props) => (
  <ul aria-label="Recordings without words" className="kept-recordings">
    {kept.map(({ recordingId, seconds }) => (
      <li key={recordingId} className="kept-recording">
        <Mic size={15} aria-hidden="true" />
        <span>What you said is kept ({clock(seconds)}).</span>
        {action(recordingId)}
        <IconButton label="Throw the recording away" onClick={() => onThrowAway(recordingId)}>
          <X size={15} />
        </IconButton>
      </li>
    ))}
  </ul>
)
