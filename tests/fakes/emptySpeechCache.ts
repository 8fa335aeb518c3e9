import { SpeechCache } from '../../src/main/speech/SpeechCache'

/** Speech is spoken anew each time, as where the user wants none kept. */
export const emptySpeechCache = () =>
  new SpeechCache({
    library: {
      findSpeechClip: async () => ({ clip: null, missing: 0 }),
      keepSpeechClip: async () => {},
      sumSpeechClips: async () => ({ count: 0, byteLength: 0 }),
      trimSpeechClips: async () => ({ freedBytes: 0 }),
    },
    pathOf: (name) => name,
    limitBytes: () => 0,
    onMissing: () => {},
  })
