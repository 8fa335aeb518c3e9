import { type KeptRecording, recordingRate } from '@shared/model/dictation'
import type { DictationRecipient } from './dictationTarget'
import { pcmOf } from './pcmOf'
import { levelOf } from './voiceActivity'

/** Several a second: a crash loses no more. */
const framesAPiece = 8
/** No voice at a working microphone is quieter. */
const quietestVoice = -50
/** Shorter than any word. */
const shortestSeconds = 0.3

/** The sound of a recording goes to main, which keeps it in a file. */
export interface RecordingDeps {
  readonly begin: (conversationId: string | null) => Promise<string>
  readonly add: (recordingId: string, pcm: Uint8Array<ArrayBuffer>) => Promise<void>
  readonly forget: (recordingId: string) => Promise<void>
}

/** One recording, on its way to main while it is said. */
export class Recording {
  readonly id: Promise<string>
  private frames: Float32Array[] = []
  private samples = 0
  private loudest = Number.NEGATIVE_INFINITY
  /** Pieces on their way to main; fails with the first that does not get there, and none after it is sent. */
  private sending: Promise<void>
  /** Samples that main has. */
  private arrived = 0

  /**
   * `where`: for whom it is said. `before`: frames that were heard just before it began.
   * `onLoss`: a piece did not get to main.
   */
  constructor(
    private readonly deps: RecordingDeps,
    readonly where: DictationRecipient,
    before: readonly Float32Array[],
    private readonly onLoss: (error: unknown) => void,
  ) {
    this.id = deps.begin(where.conversationId)
    this.sending = this.id.then(() => {})
    for (const frame of before) this.keep(frame, levelOf(frame))
    this.watchLoss()
  }

  get seconds(): number {
    return this.samples / recordingRate
  }

  get isSilent(): boolean {
    return this.loudest < quietestVoice
  }

  hear(frame: Float32Array, level: number): void {
    this.keep(frame, level)
    if (this.frames.length >= framesAPiece) this.sendPiece()
  }

  /**
   * Resolves once main has all of it. A recording shorter than any word is forgotten; a broken one keeps its
   * start.
   */
  async handOver(): Promise<{
    readonly recording: KeptRecording | null
    readonly loss: { readonly error: unknown } | null
  }> {
    this.sendPiece()
    const recordingId = await this.id
    const loss = await this.sending.then(
      () => null,
      (error: unknown) => ({ error }),
    )
    const seconds = this.arrived / recordingRate
    const recording = seconds < shortestSeconds ? null : { recordingId, seconds, recordedAt: Date.now() }
    if (!recording) await this.deps.forget(recordingId)
    return { recording, loss }
  }

  private keep(frame: Float32Array, level: number): void {
    this.frames.push(frame)
    this.samples += frame.length
    this.loudest = Math.max(this.loudest, level)
  }

  private sendPiece(): void {
    if (this.frames.length === 0) return
    const pcm = pcmOf(this.frames)
    const samples = this.frames.reduce((sum, { length }) => sum + length, 0)
    this.frames = []
    this.sending = this.sending.then(async () => {
      await this.deps.add(await this.id, pcm)
      this.arrived += samples
    })
    this.watchLoss()
  }

  private watchLoss(): void {
    this.sending.catch(this.onLoss)
  }
}
