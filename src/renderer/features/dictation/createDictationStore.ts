import { AppError, isCancelled } from '@shared/ipc/errors'
import { type KeptRecording, longestRecordingSeconds, recordingRate } from '@shared/model/dictation'
import type { Settings } from '@shared/model/settings'
import { create } from 'zustand'
import type { Trouble } from '../../common/failures/trouble'
import type { DictationRecipient } from './dictationTarget'
import type { HandsFreeConversation } from './handsFreeConversation'
import { microphoneGranted } from './microphoneGranted'
import type { MicrophoneOptions, OpenMicrophone } from './openMicrophone'
import { pcmOf } from './pcmOf'
import { createVoiceActivity, levelOf } from './voiceActivity'

/**
 * - `opening`: the microphone is being asked for
 * - `recording`: what is said is kept
 * - `transcribing`: it is becoming words
 * - `waiting`: hands-free, the microphone is open and nobody speaks
 * - `answering`: hands-free, the answer is written or read
 */
export type Phase = 'idle' | 'opening' | 'recording' | 'transcribing' | 'waiting' | 'answering'

export interface DictationState {
  readonly phase: Phase
  readonly isHandsFree: boolean
  /** It listens without a key being held, until it is told otherwise. */
  readonly isLatched: boolean
  /** The chosen microphone cannot be used, and another hears. */
  readonly isAnother: boolean
  readonly trouble: Trouble | null
  /** What was said and has no words yet. */
  readonly kept: readonly KeptRecording[]

  /** A key or button goes down: listens, or ends what a short press began. */
  press(): void
  /** It comes up: what was said becomes words. After a press too short to say anything it goes on listening. */
  release(): void
  /** What was said becomes words now. */
  finish(): void
  toggleHandsFree(): void
  /** Microphone, answer and voice. What was said is kept. */
  stopEverything(): void
  retry(recordingId: string): void
  throwAway(recordingId: string): void
  /** Recordings from before this start. */
  loadKept(): Promise<void>
  clearTrouble(): void
}

export interface DictationDeps {
  readonly holdMicrophone: (
    where: DictationRecipient,
    purpose: 'talk' | 'try',
    signal: AbortSignal,
  ) => AsyncIterable<{ readonly type: 'granted' | 'taken' }>
  readonly openMicrophone: (options: Omit<MicrophoneOptions, 'chosen'>) => Promise<OpenMicrophone>
  readonly begin: () => Promise<string>
  readonly add: (recordingId: string, pcm: Uint8Array<ArrayBuffer>) => Promise<void>
  readonly transcribe: (
    recordingId: string,
    where: DictationRecipient,
    signal: AbortSignal,
  ) => Promise<string>
  readonly forget: (recordingId: string) => Promise<void>
  readonly kept: () => Promise<readonly KeptRecording[]>
  readonly settings: () => Pick<Settings, 'sendWhatWasSaid' | 'silenceEndsTurnMs' | 'talkingInterrupts'>
  readonly where: () => DictationRecipient
  /** Puts words where they were meant for, also when that is not shown any more; true where it is shown. */
  readonly deliver: (words: string, where: DictationRecipient) => boolean
  readonly send: () => void
  readonly conversation: HandsFreeConversation
  /** Milliseconds that only go forward. */
  readonly now: () => number
  readonly wait: (ms: number) => Promise<void>
}

/** A shorter press says nothing: it switches listening on until the next one. */
const shortPressMs = 350
/** People let go with the last sound of a word, which takes a moment to get here. */
const tailMs = 150
/** Several a second: a crash loses no more. */
const framesAPiece = 8
/** Hands-free: what was heard just before a voice was noticed belongs to it. */
const framesBefore = 14
/** No voice at a working microphone is quieter. */
const quietestVoice = -50
/** Shorter than any word. */
const shortestSeconds = 0.3
/** Hands-free: whoever interrupts the voice says more than a cough. */
const interruptMs = 320
/** Hands-free: a microphone that was forgotten is closed. */
const forgottenMs = 300_000
const interruptAbove = 16

/** What is being recorded. */
interface Take {
  readonly where: DictationRecipient
  readonly recordingId: Promise<string>
  frames: Float32Array[]
  samples: number
  loudest: number
  /** Pieces on their way to main; fails with the first that does not get there, and none after it is sent. */
  sending: Promise<void>
  /** Samples that main has. */
  arrived: number
}

const secondsOf = ({ samples }: Take): number => samples / recordingRate

/** Listening in one window. `onLevel` tells how loud it is, frame by frame. */
export const createDictationStore = (deps: DictationDeps, onLevel: (level: number) => void = () => {}) => {
  /** The open microphone, and what closes it. */
  let open: { readonly controller: AbortController; microphone: OpenMicrophone | null } | null = null
  let take: Take | null = null
  /** What was said, on its way to words. Whoever stops it aborts it: from then on the state is no longer its own. */
  let transcribing: AbortController | null = null
  let pressedAt: number | null = null
  let before: Float32Array[] = []
  let quietMs = 0
  let voice = createVoiceActivity({ silenceMs: 1_200 })
  let interruption = createVoiceActivity({ silenceMs: 1_200 })

  return create<DictationState>()((set, get) => {
    const keep = (recording: KeptRecording) =>
      set(({ kept }) => ({
        kept: [...kept.filter(({ recordingId }) => recordingId !== recording.recordingId), recording],
      }))
    const drop = (recordingId: string) =>
      set(({ kept }) => ({ kept: kept.filter((each) => each.recordingId !== recordingId) }))

    const fail = (error: unknown) => {
      if (isCancelled(error)) return
      if (!(error instanceof AppError)) console.error('Listening failed', error)
      const code = error instanceof AppError ? error.code : 'internal'
      const data = error instanceof AppError ? error.data : undefined
      set({ trouble: { code, ...(data ? { data } : {}) } })
    }

    const closeMicrophone = () => {
      open?.microphone?.close()
      open?.controller.abort()
      open = null
      before = []
      onLevel(Number.NEGATIVE_INFINITY)
    }

    const letGo = () => {
      deps.conversation.leave()
      closeMicrophone()
      transcribing?.abort()
      transcribing = null
    }

    /** Asks main, then the system. False where something else has happened meanwhile. */
    const openUp = async (where: DictationRecipient): Promise<boolean> => {
      // Never two of them.
      closeMicrophone()
      const mine = { controller: new AbortController(), microphone: null as OpenMicrophone | null }
      open = mine
      const isCurrent = () => open === mine
      try {
        await microphoneGranted(deps.holdMicrophone(where, 'talk', mine.controller.signal), () => {
          // Another window listens now.
          if (isCurrent()) get().stopEverything()
        })
        if (!isCurrent()) return false
        const microphone = await deps.openMicrophone({
          onFrame: (frame) => isCurrent() && hear(frame),
          onGone: () => isCurrent() && breakOff(new AppError('microphone/gone')),
        })
        if (!isCurrent()) {
          microphone.close()
          return false
        }
        mine.microphone = microphone
        set({ isAnother: microphone.isAnother })
        return true
      } catch (error) {
        if (isCurrent()) {
          closeMicrophone()
          rest()
          fail(error)
        }
        return false
      }
    }

    const rest = () => {
      take = null
      pressedAt = null
      set({ phase: 'idle', isLatched: false, isHandsFree: false, isAnother: false })
    }

    const beginTake = () => {
      const recordingId = deps.begin()
      const begun: Take = {
        where: deps.where(),
        recordingId,
        frames: before,
        samples: before.reduce((sum, { length }) => sum + length, 0),
        loudest: before.reduce((most, frame) => Math.max(most, levelOf(frame)), Number.NEGATIVE_INFINITY),
        sending: recordingId.then(() => {}),
        arrived: 0,
      }
      take = begun
      before = []
      set({ phase: 'recording', trouble: null })
      heedLoss(begun)
    }

    /** Nobody goes on talking into nothing. */
    const heedLoss = (from: Take) => {
      from.sending.catch((error: unknown) => {
        // Otherwise whoever hands it over hears of it.
        if (take === from) breakOff(error)
      })
    }

    const sendPieces = (from: Take) => {
      if (from.frames.length === 0) return
      const pcm = pcmOf(from.frames)
      const samples = from.frames.reduce((sum, { length }) => sum + length, 0)
      from.frames = []
      from.sending = from.sending.then(async () => {
        await deps.add(await from.recordingId, pcm)
        from.arrived += samples
      })
      heedLoss(from)
    }

    const hear = (frame: Float32Array) => {
      const level = levelOf(frame)
      const durationMs = (frame.length / recordingRate) * 1_000
      onLevel(level)
      const { isHandsFree, phase } = get()
      if (take) {
        take.frames.push(frame)
        take.samples += frame.length
        take.loudest = Math.max(take.loudest, level)
        if (take.frames.length >= framesAPiece) sendPieces(take)
        if (secondsOf(take) >= longestRecordingSeconds - 1) void end()
      } else {
        before.push(frame)
        if (before.length > framesBefore) before.shift()
      }
      if (!isHandsFree) return
      if (phase === 'waiting' || phase === 'recording') {
        const heard = voice.hear(level, durationMs)
        quietMs = heard === 'quiet' ? quietMs + durationMs : 0
        if (heard === 'began' && phase === 'waiting') beginTake()
        if (heard === 'ended' && take) void end()
        if (quietMs > forgottenMs) get().stopEverything()
      } else if (phase === 'answering') {
        const heard = interruption.hear(level, durationMs)
        if (heard === 'began' && deps.settings().talkingInterrupts) interrupt()
      }
    }

    const interrupt = () => {
      deps.conversation.leave()
      void deps.conversation.silence()
      newTurn()
      // It goes on from here: the voice that interrupted is the one that is waited for to end.
      voice.begin()
      beginTake()
    }

    const newTurn = () => {
      quietMs = 0
      const { silenceEndsTurnMs } = deps.settings()
      voice = createVoiceActivity({ silenceMs: silenceEndsTurnMs })
      interruption = createVoiceActivity({ silenceMs: 500, beginMs: interruptMs, above: interruptAbove })
    }

    /** It cannot go on. */
    const breakOff = (error: unknown) => {
      letGo()
      const ended = take
      rest()
      fail(error)
      if (ended) void keepTake(ended)
    }

    /** All of it is with main; null where that is shorter than any word, and forgotten. What is left of a broken one is kept. */
    const handOver = async (ended: Take): Promise<KeptRecording | null> => {
      sendPieces(ended)
      const recordingId = await ended.recordingId
      const loss = await ended.sending.then(
        () => null,
        (error: unknown) => ({ error }),
      )
      const seconds = ended.arrived / recordingRate
      const recording = seconds < shortestSeconds ? null : { recordingId, seconds, recordedAt: Date.now() }
      if (!recording) await deps.forget(recordingId)
      if (!loss) return recording
      if (recording) keep(recording)
      throw loss.error
    }

    /** It can be found again. */
    const keepTake = async (ended: Take): Promise<void> => {
      try {
        const recording = await handOver(ended)
        if (recording) keep(recording)
      } catch (error) {
        fail(error)
      }
    }

    /** `work` leaves the state alone once its signal aborted: something else may have begun. */
    const untilStopped = async (work: (signal: AbortSignal) => Promise<void>): Promise<void> => {
      const mine = new AbortController()
      transcribing = mine
      set({ phase: 'transcribing', isLatched: false })
      try {
        await work(mine.signal)
      } catch (error) {
        if (!mine.signal.aborted) {
          closeMicrophone()
          rest()
        }
        fail(error)
      } finally {
        if (transcribing === mine) transcribing = null
      }
    }

    /** What was recorded until now becomes words. Hands-free the microphone stays open for what comes after. */
    const end = async (): Promise<void> => {
      const ended = take
      if (!ended) return
      take = null
      pressedAt = null
      const { isHandsFree } = get()
      if (!isHandsFree) closeMicrophone()
      await untilStopped(async (signal) => {
        const recording = await handOver(ended)
        if (signal.aborted) {
          if (recording) keep(recording)
        } else if (!recording) {
          afterWords()
        } else if (ended.loudest < quietestVoice) {
          keep(recording)
          throw new AppError('recording/silent')
        } else await turnIntoWords(recording, ended.where, isHandsFree, signal)
      })
    }

    const turnIntoWords = async (
      recording: KeptRecording,
      where: DictationRecipient,
      isTurn: boolean,
      signal: AbortSignal,
    ): Promise<void> => {
      const { recordingId } = recording
      let words: string
      try {
        words = (await deps.transcribe(recordingId, where, signal)).trim()
        if (signal.aborted) throw new AppError('cancelled')
        if (words === '' && !isTurn) throw new AppError('recording/wordless')
      } catch (error) {
        keep(recording)
        // Whoever stopped it need not hear how it failed.
        throw signal.aborted ? new AppError('cancelled') : error
      }
      const isShown = words !== '' && deps.deliver(words, where)
      drop(recordingId)
      deps.forget(recordingId).catch((error: unknown) => fail(error))
      // Without words it was a cough, which is no reason to stop listening.
      if (isShown && (isTurn || deps.settings().sendWhatWasSaid)) await ask(isTurn, signal)
      else afterWords()
    }

    /** Sends what is in the field; hands-free the answer is heard before it listens again. */
    const ask = async (isTurn: boolean, signal: AbortSignal): Promise<void> => {
      if (!isTurn) {
        set({ phase: 'idle' })
        deps.send()
        return
      }
      await deps.conversation.stopAnswer()
      if (signal.aborted) return
      set({ phase: 'answering' })
      deps.send()
      deps.conversation.hearAnswer((outcome) => {
        if (!get().isHandsFree) return
        if (outcome === 'failed') {
          closeMicrophone()
          rest()
        } else afterWords()
      })
    }

    const afterWords = () => {
      if (!get().isHandsFree) {
        set({ phase: 'idle' })
        return
      }
      newTurn()
      before = []
      set({ phase: 'waiting' })
    }

    return {
      phase: 'idle',
      isHandsFree: false,
      isLatched: false,
      isAnother: false,
      trouble: null,
      kept: [],

      press() {
        const { phase, isHandsFree } = get()
        if (isHandsFree || phase === 'transcribing') return
        if (phase !== 'idle') {
          get().finish()
          return
        }
        pressedAt = deps.now()
        set({ phase: 'opening', trouble: null })
        // Whoever talks does not want to be talked to.
        void deps.conversation.silence()
        void openUp(deps.where()).then((isOpen) => {
          if (isOpen && get().phase === 'opening') beginTake()
        })
      },

      release() {
        if (pressedAt === null) return
        const isShort = deps.now() - pressedAt < shortPressMs
        pressedAt = null
        // Let go before the microphone was open: nothing was said yet.
        if (isShort || get().phase === 'opening') {
          if (get().phase === 'opening' || get().phase === 'recording') set({ isLatched: true })
          return
        }
        get().finish()
      },

      finish() {
        const ended = take
        if (!ended) {
          if (get().phase === 'opening') get().stopEverything()
          return
        }
        pressedAt = null
        void deps.wait(tailMs).then(() => {
          if (take === ended) void end()
        })
      },

      toggleHandsFree() {
        const { isHandsFree, phase } = get()
        if (isHandsFree) {
          get().stopEverything()
          return
        }
        if (phase !== 'idle') return
        newTurn()
        set({ phase: 'opening', isHandsFree: true, trouble: null })
        void deps.conversation.silence()
        void openUp(deps.where()).then((isOpen) => {
          if (isOpen && get().phase === 'opening') set({ phase: 'waiting' })
        })
      },

      stopEverything() {
        const { phase, isHandsFree } = get()
        if (phase === 'idle' && !isHandsFree) return
        letGo()
        const ended = take
        rest()
        void deps.conversation.silence()
        if (isHandsFree) void deps.conversation.stopAnswer()
        if (ended) void keepTake(ended)
      },

      retry(recordingId) {
        const recording = get().kept.find((each) => each.recordingId === recordingId)
        if (!recording || get().phase !== 'idle') return
        set({ trouble: null })
        void untilStopped(async (signal) => {
          try {
            await turnIntoWords(recording, deps.where(), false, signal)
          } catch (error) {
            if (error instanceof AppError && error.code === 'recording/not-found') drop(recordingId)
            throw error
          }
        })
      },

      throwAway(recordingId) {
        drop(recordingId)
        if (get().kept.length === 0) set({ trouble: null })
        deps.forget(recordingId).catch((error: unknown) => fail(error))
      },

      async loadKept() {
        const found = await deps.kept()
        const current = await take?.recordingId.catch(() => null)
        for (const recording of found) if (recording.recordingId !== current) keep(recording)
      },

      clearTrouble: () => set({ trouble: null }),
    }
  })
}
