import type { speech as contract } from '@shared/ipc/speech'
import type { AudioFocus } from '../../speech/AudioFocus'
import type { ReadAloud } from '../../speech/ReadAloud'
import type { SpeechCache } from '../../speech/SpeechCache'
import type { SpeechFiles } from '../../speech/SpeechFiles'
import type { Handlers } from '../contexts'

interface Needs {
  readonly readAloud: ReadAloud
  readonly audioFocus: AudioFocus
  readonly speechCache: SpeechCache
  readonly speechFiles: SpeechFiles
}

export const speechHandlers = ({
  readAloud,
  audioFocus,
  speechCache,
  speechFiles,
}: Needs): Handlers<typeof contract> => ({
  'speech.read': (input, { signal }) => readAloud.read(input, signal),
  'speech.sample': (input, { signal }) => readAloud.sample(input, signal),
  'speech.takeFocus': (_input, { signal }) => audioFocus.take(signal),
  'speech.stop': () => audioFocus.stopSpeaking(),
  'speech.voices': () => readAloud.voices(),
  'speech.quote': (input) => readAloud.quote(input),
  'speech.cache': (input) => speechCache.keep(input),
  'speech.cacheSize': () => speechCache.sum(),
  'speech.clearCache': () => speechCache.trim(0),
  'speech.chooseTarget': async ({ messageId }, { windowId }) =>
    speechFiles.choose(await readAloud.wordsOf(messageId), windowId),
  'speech.save': ({ exportId, bytes }) => speechFiles.save(exportId, bytes),
})
