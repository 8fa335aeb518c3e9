import { AppError, isCancelled } from '@shared/ipc/errors'
import { type KeptRecording, longestRecordingSeconds, recordingRate } from '@shared/model/dictation'
import { create } from 'zustand'
import type { DictationDeps } from './DictationDeps'
import type { DictationState } from './DictationState'
import type { DictationRecipient } from './dictationTarget'
import { HandsFreeTurn } from './HandsFreeTurn'
import { createKeptRecordings } from './keptRecordings'
import { MicrophoneSession } from './MicrophoneSession'
import { Recording } from './Recording'
import { levelOf } from './voiceActivity'

/** A shorter press says nothing: it switches listening on until the next one. */
const shortPressMs = 350
/** The user lets go with the last sound of a word, which takes a moment to get here. */
const tailMs = 150
/** Hands-free: what was heard just before a voice was noticed belongs to it. */
const framesBefore = 14

/** Listening in one window. `onLevel` tells how loud it is, frame by frame. */
export const createDictationStore = (deps: DictationDeps, onLevel: (level: number) => void = () => {}) => {
  /** What is being recorded. */
  let current: Recording | null = null
  /** What was said, on its way to words. Stopping aborts it: from then on the state is no longer its own. */
  let transcribing: AbortController | null = null
  let pressedAt: number | null = null
  let before: Float32Array[] = []
  let turn = new HandsFreeTurn(1_200)

  return create<DictationState>()((set, get) => {
    const fail = (error: unknown) => {
      if (isCancelled(error)) return
      if (!(error instanceof AppError)) console.error('Listening failed', error)
      const code = error instanceof AppError ? error.code : 'internal'
      const data = error instanceof AppError ? error.data : undefined
      set({ trouble: { code, ...(data ? { data } : {}) } })
    }

    const { keep, drop, throwAway, loadKept } = createKeptRecordings(deps, { set, get, fail })

    const microphone = new MicrophoneSession(deps, {
      onFrame: (frame) => hear(frame),
      onTaken: () => get().stopEverything(),
      onBroken: (error) => breakOff(error),
      onClosed: () => {
        before = []
        onLevel(Number.NEGATIVE_INFINITY)
      },
    })

    const letGo = () => {
      deps.conversation.leave()
      microphone.close()
      transcribing?.abort()
      transcribing = null
    }

    /** False where it cannot be had, or something else has happened meanwhile. */
    const openMicrophone = async (): Promise<boolean> => {
      try {
        const opened = await microphone.open(deps.where())
        if (opened) set({ isAnother: opened.isAnother })
        return opened !== null
      } catch (error) {
        rest()
        fail(error)
        return false
      }
    }

    const rest = () => {
      current = null
      pressedAt = null
      set({ phase: 'idle', isLatched: false, isHandsFree: false, isAnother: false })
    }

    const beginRecording = () => {
      // The user does not talk on into nothing. Once it is handed over, that tells of a loss.
      const begun: Recording = new Recording(deps, deps.where(), before, (error) => {
        if (current === begun) breakOff(error)
      })
      current = begun
      before = []
      set({ phase: 'recording', trouble: null })
    }

    const hear = (frame: Float32Array) => {
      const level = levelOf(frame)
      const durationMs = (frame.length / recordingRate) * 1_000
      onLevel(level)
      const { isHandsFree, phase } = get()
      if (current) {
        current.hear(frame, level)
        if (current.seconds >= longestRecordingSeconds - 1) void end()
      } else {
        before.push(frame)
        if (before.length > framesBefore) before.shift()
      }
      if (!isHandsFree) return
      if (phase === 'waiting' || phase === 'recording') {
        const heard = turn.hear(level, durationMs)
        if (heard === 'began' && phase === 'waiting') beginRecording()
        if (heard === 'ended' && current) void end()
        if (heard === 'forgotten') get().stopEverything()
      } else if (phase === 'answering' && turn.isInterruptedBy(level, durationMs)) {
        if (deps.settings().talkingInterrupts) interrupt()
      }
    }

    const interrupt = () => {
      deps.conversation.leave()
      void deps.conversation.silence()
      newTurn()
      // It goes on from here: the voice that interrupted is the one that is waited for to end.
      turn.begin()
      beginRecording()
    }

    const newTurn = () => {
      turn = new HandsFreeTurn(deps.settings().silenceEndsTurnMs)
    }

    /** It cannot go on. */
    const breakOff = (error: unknown) => {
      letGo()
      const ended = current
      rest()
      fail(error)
      if (ended) void keepWhole(ended)
    }

    /**
     * Resolves once main has all of it; null where that was shorter than any word. A broken one keeps its
     * start.
     */
    const handOver = async (ended: Recording): Promise<KeptRecording | null> => {
      const { recording, loss } = await ended.handOver()
      if (!loss) return recording
      if (recording) keep(recording)
      throw loss.error
    }

    /** It can be found again. */
    const keepWhole = async (ended: Recording): Promise<void> => {
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
          microphone.close()
          rest()
        }
        fail(error)
      } finally {
        if (transcribing === mine) transcribing = null
      }
    }

    /** The recording until now becomes words. Hands-free the microphone stays open for what comes after. */
    const end = async (): Promise<void> => {
      const ended = current
      if (!ended) return
      current = null
      pressedAt = null
      const { isHandsFree } = get()
      if (!isHandsFree) microphone.close()
      await untilStopped(async (signal) => {
        const recording = await handOver(ended)
        if (signal.aborted) {
          if (recording) keep(recording)
        } else if (!recording) {
          afterWords()
        } else if (ended.isSilent) {
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
        // After a stop the user need not hear how it failed.
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
        void deps.send()
        return
      }
      await deps.conversation.stopAnswer()
      if (signal.aborted) return
      set({ phase: 'answering' })
      const sent = deps.send()
      deps.conversation.hearAnswer((outcome) => {
        if (!get().isHandsFree) return
        if (outcome === 'failed') {
          microphone.close()
          rest()
        } else afterWords()
      }, sent)
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
        // A user who talks does not want to be talked to.
        void deps.conversation.silence()
        void openMicrophone().then((isOpen) => {
          if (isOpen && get().phase === 'opening') beginRecording()
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
        const ended = current
        if (!ended) {
          if (get().phase === 'opening') get().stopEverything()
          return
        }
        pressedAt = null
        void deps.wait(tailMs).then(() => {
          if (current === ended) void end()
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
        void openMicrophone().then((isOpen) => {
          if (isOpen && get().phase === 'opening') set({ phase: 'waiting' })
        })
      },

      stopEverything() {
        const { phase, isHandsFree } = get()
        if (phase === 'idle' && !isHandsFree) return
        letGo()
        const ended = current
        rest()
        void deps.conversation.silence()
        if (isHandsFree) void deps.conversation.stopAnswer()
        if (ended) void keepWhole(ended)
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

      throwAway,

      loadKept: () => loadKept(() => current?.id),

      clearTrouble: () => set({ trouble: null }),
    }
  })
}
