import { AppError } from '@shared/ipc/errors'
import type { DictationRecipient } from './dictationTarget'
import { microphoneGranted } from './microphoneGranted'
import type { MicrophoneOptions, OpenMicrophone } from './openMicrophone'

export interface MicrophoneSessionDeps {
  readonly holdMicrophone: (
    where: DictationRecipient,
    purpose: 'talk' | 'try',
    signal: AbortSignal,
  ) => AsyncIterable<{ readonly type: 'granted' | 'taken' }>
  readonly openMicrophone: (options: Omit<MicrophoneOptions, 'chosen'>) => Promise<OpenMicrophone>
}

/** What a session tells; nothing of a microphone that was closed. */
interface MicrophoneEvents {
  readonly onFrame: (frame: Float32Array) => void
  /** Another window listens now. */
  readonly onTaken: () => void
  /** It was unplugged, or the system took it away. */
  readonly onBroken: (error: AppError) => void
  readonly onClosed: () => void
}

/** The microphone of one window: open once or not at all. */
export class MicrophoneSession {
  private current: { readonly controller: AbortController; microphone: OpenMicrophone | null } | null = null

  constructor(
    private readonly deps: MicrophoneSessionDeps,
    private readonly events: MicrophoneEvents,
  ) {}

  /** Asks main, then the system. Null where it was closed or opened anew meanwhile. */
  async open(where: DictationRecipient): Promise<OpenMicrophone | null> {
    // Never two of them.
    this.close()
    const mine = { controller: new AbortController(), microphone: null as OpenMicrophone | null }
    this.current = mine
    const isCurrent = () => this.current === mine
    try {
      await microphoneGranted(this.deps.holdMicrophone(where, 'talk', mine.controller.signal), () => {
        if (isCurrent()) this.events.onTaken()
      })
      if (!isCurrent()) return null
      const microphone = await this.deps.openMicrophone({
        onFrame: (frame) => isCurrent() && this.events.onFrame(frame),
        onGone: () => isCurrent() && this.events.onBroken(new AppError('microphone/gone')),
      })
      if (!isCurrent()) {
        microphone.close()
        return null
      }
      mine.microphone = microphone
      return microphone
    } catch (error) {
      if (!isCurrent()) return null
      this.close()
      throw error
    }
  }

  close(): void {
    this.current?.microphone?.close()
    this.current?.controller.abort()
    this.current = null
    this.events.onClosed()
  }
}
