import type { PreviewStop } from '@shared/ipc/preview'
import type { Timers } from '../lib/timers'

/** How often a page is looked at. */
const beatMs = 500
/** A page that leaves so many beats without an answer loops. */
const mostSilentBeats = 10
/** A page that is not there after so many beats does not come. */
const mostWaitingBeats = 40
/** Between two pages a frame has no process for a moment. */
const mostGoneBeats = 1
/** Large for a page, and little enough for a computer of today. */
const mostBytes = 1_000 * 1_024 * 1_024

/** A page that runs in a process of its own. */
export interface RunningPage {
  /** Resolves when its scripts have a moment, which they may never have. */
  answer(): Promise<unknown>
  /** What it uses, in its own process and in others. */
  memoryBytes(): number
}

/**
 * `none`: not there yet, or no longer; `gone`: a frame's process has ended; `elsewhere`: a frame shows what
 * is none of ours.
 */
export type PageState = RunningPage | 'none' | 'gone' | 'elsewhere'

/**
 * Looks after a page until it has to be stopped, and says why; null once `signal` aborts. The window takes
 * the frame away, with which its process ends, whatever it is at. Beats are counted and not the time: a
 * computer that sleeps or is busy ends no page.
 */
export const watchPage = (
  find: () => PageState,
  timers: Timers,
  signal: AbortSignal,
): Promise<PreviewStop | null> =>
  new Promise((resolve) => {
    let hasBeen = false
    let waiting = 0
    let silent = 0
    let isAsked = false
    let timer: unknown
    const end = (reason: PreviewStop | null) => {
      timers.clear(timer)
      signal.removeEventListener('abort', leave)
      resolve(reason)
    }
    const leave = () => end(null)
    const ask = (page: RunningPage) => {
      isAsked = true
      const answered = () => {
        isAsked = false
        silent = 0
      }
      // A page that goes down rejects: the next beat finds that out.
      page.answer().then(answered, answered)
    }
    /** Why the page must not go on, or null. */
    const look = (): PreviewStop | null => {
      const page = find()
      // Some leave before they are first looked at.
      if (page === 'elsewhere') return 'left'
      if (page === 'none' || page === 'gone') {
        waiting += 1
        const most = hasBeen || page === 'gone' ? mostGoneBeats : mostWaitingBeats
        return waiting > most ? 'ended' : null
      }
      waiting = 0
      hasBeen = true
      silent = isAsked ? silent + 1 : 0
      if (page.memoryBytes() > mostBytes) return 'memory'
      if (silent >= mostSilentBeats) return 'unresponsive'
      if (!isAsked) ask(page)
      return null
    }
    const beat = () => {
      const reason = look()
      if (reason) end(reason)
      else timer = timers.set(beat, beatMs)
    }
    signal.addEventListener('abort', leave, { once: true })
    if (signal.aborted) leave()
    else timer = timers.set(beat, beatMs)
  })
