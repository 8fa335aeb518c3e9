import { AppError } from '@shared/ipc/errors'
import { Channel } from '@shared/lib/Channel'
import type { SpeechTokens } from './engine'
import { WordForWord } from './WordForWord'
import { malformed } from './wire/values'

/** As Base64, some ten minutes: more is no sentence, and would only fill memory. */
const mostHeld = 40_000_000

/** One sentence on its way: its sound, let through as far as its transcript agrees with the text. */
export class RealtimeUtterance {
  readonly sound = new Channel<Uint8Array>()
  tokens: SpeechTokens | null = null
  /** The server's own id; null until the response has begun. */
  responseId: string | null = null
  isOver = false
  private transcript = ''
  private readonly check: WordForWord
  private readonly longestTranscript: number
  /** The sound after the transcript's last piece, which may not hold its words yet. */
  private held: Uint8Array[] = []
  private heldBytes = 0
  private hasSounded = false
  /** An odd byte that the next piece completes. */
  private rest: Uint8Array = new Uint8Array(0)

  constructor(
    readonly id: string,
    text: string,
    private readonly onCancel: (utterance: RealtimeUtterance) => void,
  ) {
    this.check = new WordForWord(text)
    // Numbers in words are longer than in digits, but not by so much.
    this.longestTranscript = 10 * text.length + 2_000
  }

  hear(base64: string): void {
    if (this.isOver) return
    this.heldBytes += base64.length
    if (this.heldBytes > mostHeld) {
      this.refuse(malformed('So much sound before its words'))
      return
    }
    const bytes = Buffer.concat([this.rest, Buffer.from(base64, 'base64')])
    const whole = bytes.length - (bytes.length % 2)
    this.rest = bytes.subarray(whole)
    if (whole > 0) this.held.push(new Uint8Array(bytes.subarray(0, whole)))
  }

  read(delta: string): void {
    if (this.isOver) return
    this.transcript += delta
    const isTooLong = this.transcript.length > this.longestTranscript
    if (!isTooLong && this.check.mayBegin(this.transcript)) this.letThrough()
    else this.stray()
  }

  /** All that was said, as the server has it at the end. */
  readAll(transcript: string): void {
    if (this.isOver) return
    this.transcript = transcript
    if (this.check.matches(transcript)) this.letThrough()
    else this.stray()
  }

  finish(status: string, failure: AppError | null, tokens: SpeechTokens | null): void {
    if (this.isOver) return
    this.tokens = tokens
    const wrong = failure ?? (isWhole(status) ? null : new AppError('engine/cut', 'The speech ended early'))
    if (wrong) this.fail(wrong)
    // Without a transcript there is no telling what was said.
    else if (!this.check.matches(this.transcript)) this.stray()
    else this.end()
  }

  fail(error: AppError): void {
    if (this.isOver) return
    this.isOver = true
    this.sound.fail(error)
  }

  cancel(): void {
    if (this.isOver) return
    this.isOver = true
    this.sound.end()
    this.onCancel(this)
  }

  private end(): void {
    this.letThrough()
    if (!this.hasSounded) this.fail(new AppError('engine/malformed', 'No audio came'))
    this.isOver = true
    this.sound.end()
  }

  private stray(): void {
    this.refuse(new AppError('speech/strayed', 'The voice did not read word for word'))
  }

  private refuse(error: AppError): void {
    if (this.isOver) return
    this.fail(error)
    this.held = []
    this.onCancel(this)
  }

  private letThrough(): void {
    if (this.isOver) return
    for (const bytes of this.held) this.sound.push(bytes)
    this.hasSounded ||= this.held.length > 0
    this.held = []
    this.heldBytes = 0
  }
}

/** Servers that name no state have said all. */
const isWhole = (status: string): boolean => status === '' || status === 'completed'
