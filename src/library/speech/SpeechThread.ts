import { AppError } from '@shared/ipc/errors'
import type { OfflineSpeech } from '@shared/ipc/library/speech'
import { LibraryThread } from '../threads/LibraryThread'

/** The offline voice's thread: begun when first needed, begun anew should it ever end. */
export class SpeechThread {
  private thread: LibraryThread | null = null

  constructor(private readonly script: string) {}

  speak(input: { text: string; voice: string }): Promise<OfflineSpeech> {
    if (!this.thread || this.thread.isOver) this.thread = this.start()
    return this.thread.ask<OfflineSpeech>('speak', input)
  }

  async stop(): Promise<void> {
    await this.thread?.end(new AppError('speech/unavailable'))
  }

  private start(): LibraryThread {
    return new LibraryThread({
      script: this.script,
      task: { work: 'speech', options: null },
      whenGone: () => new AppError('speech/unavailable'),
      isLasting: true,
    })
  }
}
