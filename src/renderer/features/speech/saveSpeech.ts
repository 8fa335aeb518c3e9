import type { Utterance } from '@shared/ipc/speech'
import { client } from '../../ipc/client'
import { decodeSound, soundRate } from './audioContext'
import { cacheSpeech } from './cacheSpeech'
import { encodeOpus, joinSamples, samplesOf } from './opus'
import { sentenceGapSeconds } from './PlaybackSchedule'
import { pcmOf } from './samples'
import { encodeWav } from './wav'

export type Saving =
  | { readonly type: 'speaking'; readonly sentences: number }
  | { readonly type: 'saved'; readonly fileName: string }

/**
 * Asks where to, speaks a message without a sound, and saves it. Sentences in the cache cost nothing; the
 * others are kept from now on. It ends without a word when the user cancels.
 */
export const saveSpeech = async (
  messageId: string,
  signal: AbortSignal,
  onProgress: (saving: Saving) => void,
): Promise<void> => {
  const target = await client.call('speech.chooseTarget', { messageId })
  if (!target) return
  const parts: Float32Array[] = []
  for await (const batch of client.stream('speech.read', { messageId }, signal)) {
    for (const utterance of batch) {
      if (parts.length > 0) parts.push(new Float32Array(Math.round(sentenceGapSeconds * soundRate)))
      parts.push(await soundOf(utterance, signal))
      onProgress({ type: 'speaking', sentences: utterance.index + 1 })
    }
  }
  signal.throwIfAborted()
  const samples = joinSamples(parts)
  const bytes = target.format === 'wav' ? encodeWav(samples, soundRate) : await encodeOpus(samples)
  await client.call('speech.save', { exportId: target.exportId, bytes })
  onProgress({ type: 'saved', fileName: target.fileName })
}

const soundOf = async (utterance: Utterance, signal: AbortSignal): Promise<Float32Array> => {
  const response = await fetch(utterance.url, { signal })
  // Let go because another voice says it instead: that one follows.
  if (!response.ok) return new Float32Array(0)
  const bytes = new Uint8Array(await response.arrayBuffer())
  if (utterance.format === 'pcm') {
    if (utterance.clipId !== null) cacheSpeech(utterance, [bytes])
    return samplesOf([bytes], utterance.sampleRate)
  }
  const samples = await decodeSound(bytes)
  if (utterance.clipId !== null) cacheSpeech(utterance, [pcmOf(samples)])
  return samples
}
