import { AppError } from '@shared/ipc/errors'
import { Channel } from '@shared/lib/Channel'
import type { RealtimeResponseUsage } from 'openai/resources/realtime/realtime'
import type { SpeechTokens } from './engine'
import { WordForWord } from './WordForWord'

/** One sentence on its way: its sound, let through as far as its transcript agrees with the text. */
export class RealtimeUtterance {
  readonly sound = new Channel<Uint8Array>()
  tokens: SpeechTokens | null = null
  /** The server's own id; null until the response has begun. */
  responseId: string | null = null
  isOver = false
  private transcript = ''
  private readonly check: WordForWord
  /** The sound after the transcript's last piece, which may not hold its words yet. */
  private held: Uint8Array[] = []
  private hasSounded = false
  /** An odd byte that the next piece completes. */
  private rest: Uint8Array = new Uint8Array(0)

  constructor(
    readonly id: string,
    text: string,
    private readonly onCancel: (utterance: RealtimeUtterance) => void,
  ) {
    this.check = new WordForWord(text)
  }

  hear(base64: string): void {
    const bytes = Buffer.concat([this.rest, Buffer.from(base64, 'base64')])
    const whole = bytes.length - (bytes.length % 2)
    this.rest = bytes.subarray(whole)
    if (whole > 0) this.held.push(new Uint8Array(bytes.subarray(0, whole)))
  }

  read(delta: string): void {
    this.transcript += delta
    if (this.check.mayBegin(this.transcript)) this.letThrough()
    else this.stray()
  }

  /** All that was said, as the server has it at the end. */
  readAll(transcript: string): void {
    this.transcript = transcript
    if (this.check.matches(transcript)) this.letThrough()
    else this.stray()
  }

  finish(
    status: string | undefined,
    failure: AppError | null,
    usage: RealtimeResponseUsage | undefined,
  ): void {
    if (this.isOver) return
    this.tokens = tokensOf(usage)
    const wrong =
      failure ?? (isWhole(status) ? null : new AppError('engine/cut', `The speech ended ${status}`))
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
    if (this.isOver) return
    this.fail(new AppError('speech/strayed', 'The voice did not read word for word'))
    this.onCancel(this)
  }

  private letThrough(): void {
    if (this.isOver) return
    for (const bytes of this.held) this.sound.push(bytes)
    this.hasSounded ||= this.held.length > 0
    this.held = []
  }
}

/** Servers that name no state have said all. */
const isWhole = (status: string | undefined): boolean => status === undefined || status === 'completed'

const tokensOf = (usage: RealtimeResponseUsage | undefined): SpeechTokens | null => {
  if (!usage) return null
  const { input_token_details: input, output_token_details: output } = usage
  if (output?.audio_tokens === undefined) return null
  return {
    textInput: input?.text_tokens ?? usage.input_tokens ?? 0,
    textOutput: output.text_tokens ?? 0,
    audioOutput: output.audio_tokens,
  }
}
