import { isCancelled } from '@shared/ipc/errors'
import type { Utterance } from '@shared/ipc/speech'
import { client } from '../../ipc/client'
import { soundRate } from './audioContext'
import { encodeOpus, samplesOf } from './opus'

let last: Promise<void> = Promise.resolve()

/**
 * Compresses what was spoken and gives it to main, one sentence after the other: there is no hurry, and the
 * sentence that is heard now comes first.
 */
export const cacheSpeech = (utterance: Utterance, pcm: readonly Uint8Array[]): void => {
  last = last
    .then(() => keep(utterance, pcm))
    .catch((error: unknown) => {
      // A sentence that is not kept is spoken again: there is no harm, and nothing to tell the user.
      if (!isCancelled(error)) console.error('Speech could not be kept', error)
    })
}

const keep = async ({ clipId, sampleRate }: Utterance, pcm: readonly Uint8Array[]): Promise<void> => {
  if (clipId === null) return
  const samples = samplesOf(pcm, sampleRate)
  const bytes = await encodeOpus(samples)
  await client.call('speech.cache', {
    clipId,
    bytes,
    durationMs: Math.round((samples.length * 1_000) / soundRate),
  })
}
