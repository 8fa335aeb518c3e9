import { join } from 'node:path'
import { Dictation } from '../dictation/Dictation'
import { Microphone } from '../dictation/Microphone'
import { Recordings } from '../dictation/Recordings'
import { log } from '../lib/log'
import { AudioFocus } from '../speech/AudioFocus'
import { ReadAloud } from '../speech/ReadAloud'
import { SpeechAudioStore } from '../speech/SpeechAudioStore'
import { SpeechCache } from '../speech/SpeechCache'
import { type ChooseSpeechFile, SpeechFiles } from '../speech/SpeechFiles'
import type { Answers } from './answers'
import type { Foundation } from './foundation'

export interface SpeechSurroundings {
  readonly userData: string
  readonly chooseSpeechFile: ChooseSpeechFile
  readonly mayHear: () => Promise<boolean>
}

/** What is heard: reading aloud and dictation. */
export const composeSpeech = (
  { library, settings, engines, notices, events, costs, newId }: Foundation,
  { activeRuns }: Answers,
  { userData, chooseSpeechFile, mayHear }: SpeechSurroundings,
) => {
  const audio = new SpeechAudioStore()
  const speechCache = new SpeechCache({
    library,
    pathOf: (fileName) => join(userData, 'speech', fileName),
    limitBytes: () => settings.get().speechKeptMb * 1024 * 1024,
    onMissing: () => notices.show({ kind: 'speech-missing', severity: 'info', data: {} }),
  })
  let keptLimit = settings.get().speechKeptMb
  events.subscribe((event) => {
    if (event.type !== 'settings.changed' || event.settings.speechKeptMb === keptLimit) return
    keptLimit = event.settings.speechKeptMb
    speechCache.trim().catch((error: unknown) => log.error('Kept speech could not be let go', error))
  })
  const readAloud = new ReadAloud({
    library,
    activeRuns,
    engines,
    settings,
    notices,
    // Loaded when something is read aloud.
    loadSynthesizer: async () => {
      const { SpeechSynthesizer } = await import('../speech/SpeechSynthesizer')
      return new SpeechSynthesizer(audio, speechCache)
    },
    speakOffline: library.speak,
    costs,
  })
  const microphone = new Microphone()
  const recordings = new Recordings(join(userData, 'recordings'), newId, () =>
    events.publish({ type: 'recordings.changed' }),
  )
  return {
    audio,
    speechCache,
    readAloud,
    audioFocus: new AudioFocus(),
    speechFiles: new SpeechFiles(chooseSpeechFile, newId),
    microphone,
    recordings,
    dictation: new Dictation({ recordings, microphone, library, engines, settings, costs, mayHear }),
  }
}
