import { AppError } from '@shared/ipc/errors'
import type { DictationBarState } from '@shared/model/dictateAnywhere'
import { longestRecordingSeconds } from '@shared/model/dictation'
import type { MicrophoneSessionDeps } from '../MicrophoneSession'
import { MicrophoneSession } from '../MicrophoneSession'
import { Recording, type RecordingDeps } from '../Recording'
import { levelOf } from '../voiceActivity'

/** The user lets go with the last sound of a word, which takes a moment to get here. */
const tailMs = 150
/** No conversation: main knows who listens. */
const nowhere = { conversationId: null, engineId: null, visit: 0 }

export interface BarRecorderDeps extends RecordingDeps {
  readonly openMicrophone: MicrophoneSessionDeps['openMicrophone']
  readonly holdMicrophone: (
    session: number,
    signal: AbortSignal,
  ) => AsyncIterable<{ readonly type: 'granted' | 'taken' }>
  readonly recorded: (
    session: number,
    recording: { readonly recordingId: string; readonly seconds: number } | null,
    failure: AppError | null,
  ) => Promise<void>
  /** It is as long as a recording may be. */
  readonly finish: (session: number) => Promise<void>
  readonly wait: (ms: number) => Promise<void>
  readonly onLevel: (level: number) => void
  readonly onOpen: (microphone: { readonly isAnother: boolean } | null) => void
}

interface Current {
  readonly session: number
  recording: Recording | null
  isEnding: boolean
}

/**
 * Records for the bar, as main says: from `listening` to whatever comes after. Main gets every recording,
 * also one that was dropped, and decides what becomes of it.
 */
export class BarRecorder {
  private current: Current | null = null
  private readonly microphone: MicrophoneSession

  constructor(private readonly deps: BarRecorderDeps) {
    this.microphone = new MicrophoneSession(
      {
        openMicrophone: deps.openMicrophone,
        holdMicrophone: (_where, _purpose, signal) => deps.holdMicrophone(this.current?.session ?? 0, signal),
      },
      {
        onFrame: (frame) => this.hear(frame),
        // Another window listens now: the user has gone on there.
        onTaken: () => this.end(new AppError('cancelled')),
        onBroken: (error) => this.end(error),
        onClosed: () => {
          deps.onLevel(Number.NEGATIVE_INFINITY)
          deps.onOpen(null)
        },
      },
    )
  }

  follow(state: DictationBarState): void {
    const { current } = this
    const session = state.type === 'idle' ? null : state.session
    if (current && (session !== current.session || !isOfRecording(state))) this.end(null)
    if (state.type === 'listening' && this.current?.session !== state.session) void this.begin(state.session)
    if (state.type === 'ending' && this.current) this.endSoon(this.current)
  }

  /** The page goes away: nothing listens where nothing shows it. */
  leave(): void {
    this.end(null)
  }

  private async begin(session: number): Promise<void> {
    const mine: Current = { session, recording: null, isEnding: false }
    this.current = mine
    try {
      const opened = await this.microphone.open(nowhere)
      if (!opened || this.current !== mine) return
      mine.recording = new Recording(this.deps, nowhere, [], (error) => {
        if (this.current === mine) this.end(failureOf(error))
      })
      this.deps.onOpen(opened)
    } catch (error) {
      if (this.current === mine) this.end(failureOf(error))
    }
  }

  private hear(frame: Float32Array): void {
    const { current } = this
    const level = levelOf(frame)
    this.deps.onLevel(level)
    if (!current?.recording) return
    current.recording.hear(frame, level)
    if (current.recording.seconds < longestRecordingSeconds - 1 || current.isEnding) return
    current.isEnding = true
    this.deps.finish(current.session).catch((error: unknown) => this.end(failureOf(error)))
  }

  private endSoon(current: Current): void {
    void this.deps.wait(current.recording ? tailMs : 0).then(() => {
      if (this.current === current) this.end(null)
    })
  }

  private end(failure: AppError | null): void {
    const { current } = this
    if (!current) return
    this.current = null
    this.microphone.close()
    this.handOver(current, failure).catch((error: unknown) => console.error('Not handed over', error))
  }

  private async handOver({ session, recording }: Current, failure: AppError | null): Promise<void> {
    if (!recording) return this.deps.recorded(session, null, failure)
    try {
      const { recording: kept, loss } = await recording.handOver()
      const silence = kept && recording.isSilent ? new AppError('recording/silent') : null
      await this.deps.recorded(session, kept, failure ?? (loss ? failureOf(loss.error) : silence))
    } catch (error) {
      await this.deps.recorded(session, null, failure ?? failureOf(error))
    }
  }
}

const isOfRecording = ({ type }: DictationBarState): boolean => type === 'listening' || type === 'ending'

const failureOf = (error: unknown): AppError => {
  if (error instanceof AppError) return error
  console.error('Listening failed', error)
  return new AppError('internal')
}
