import { createVoiceActivity } from './voiceActivity'

/** A user who interrupts the voice says more than a cough. */
const interruptMs = 320
const interruptAbove = 16
/** A microphone that was forgotten is closed. */
const forgottenMs = 300_000

/**
 * One hands-free turn: it tells where the user's speech begins and ends, and when it interrupts the voice.
 */
export class HandsFreeTurn {
  private readonly voice
  private readonly interruption
  private quietMs = 0

  /** `silenceMs`: silence of this length ends it. */
  constructor(silenceMs: number) {
    this.voice = createVoiceActivity({ silenceMs })
    this.interruption = createVoiceActivity({ silenceMs: 500, beginMs: interruptMs, above: interruptAbove })
  }

  /** It has begun already: with the voice that interrupted the answer before. */
  begin(): void {
    this.voice.begin()
  }

  /** Takes sound during the user's turn. */
  hear(level: number, durationMs: number): 'began' | 'ended' | 'forgotten' | null {
    const heard = this.voice.hear(level, durationMs)
    this.quietMs = heard === 'quiet' ? this.quietMs + durationMs : 0
    if (heard === 'began' || heard === 'ended') return heard
    return this.quietMs > forgottenMs ? 'forgotten' : null
  }

  /** True where the user begins to talk while the answer is written or read. */
  isInterruptedBy(level: number, durationMs: number): boolean {
    return this.interruption.hear(level, durationMs) === 'began'
  }
}
