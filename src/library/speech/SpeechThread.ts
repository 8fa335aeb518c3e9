import { Worker } from 'node:worker_threads'
import { AppError } from '@shared/ipc/errors'
import type { OfflineSpeech } from '@shared/ipc/library/speech'
import type { SpeechReply, SpeechRequest } from './speechWorker'

interface Waiting {
  readonly resolve: (speech: OfflineSpeech) => void
  readonly reject: (error: AppError) => void
}

/** The offline voice's thread: begun when first needed, begun anew should it ever end. */
export class SpeechThread {
  private worker: Worker | null = null
  private readonly waiting = new Map<number, Waiting>()
  private lastId = 0

  /** `script` is a file that calls `serveSpeech` when it is loaded in a thread. */
  constructor(private readonly script: string) {}

  speak({ text, voice }: { text: string; voice: string }): Promise<OfflineSpeech> {
    return new Promise((resolve, reject) => {
      this.lastId += 1
      this.waiting.set(this.lastId, { resolve, reject })
      const request: SpeechRequest = { id: this.lastId, text, voice }
      this.worker ??= this.start()
      this.worker.postMessage(request)
    })
  }

  async stop(): Promise<void> {
    await this.worker?.terminate()
  }

  private start(): Worker {
    const worker = new Worker(this.script)
    worker.on('message', (reply: SpeechReply) => {
      const waiting = this.waiting.get(reply.id)
      this.waiting.delete(reply.id)
      if (reply.ok) waiting?.resolve(reply.value)
      else waiting?.reject(AppError.from(reply.failure))
    })
    worker.on('error', (error) => console.error(`The offline voice failed: ${error.message}`))
    worker.on('exit', () => {
      if (this.worker === worker) this.worker = null
      for (const { reject } of this.waiting.values()) reject(new AppError('speech/unavailable'))
      this.waiting.clear()
    })
    // A process that has nothing else to do may end.
    worker.unref()
    return worker
  }
}
