import type { dictation as contract } from '@shared/ipc/dictation'
import type { Dictation } from '../../dictation/Dictation'
import type { Recordings } from '../../dictation/Recordings'
import type { Handlers } from '../contexts'

interface Needs {
  readonly dictation: Dictation
  readonly recordings: Recordings
}

export const dictationHandlers = ({ dictation, recordings }: Needs): Handlers<typeof contract> => ({
  'dictation.hold': (input, { windowId, signal }) => dictation.hold(input, windowId, signal),
  'dictation.begin': ({ conversationId }, { windowId }) => dictation.begin(windowId, conversationId),
  'dictation.add': ({ recordingId, pcm }, { windowId }) => recordings.add(windowId, recordingId, pcm),
  'dictation.transcribe': (input, { signal }) => dictation.transcribe(input, signal),
  'dictation.forget': ({ recordingId }) => recordings.forget(recordingId),
  'dictation.kept': (_input, { windowId }) => recordings.kept(windowId),
  'dictation.quote': () => dictation.quote(),
})
