/** Work that can be done a little at a time. */
export interface Painter {
  /** Draws until `mayGoOn` says no. True while there is more to draw. */
  paint(mayGoOn: () => boolean): boolean
}

/** Flowing text is drawn at most this often: more cannot be read, and each drawing costs a layout. */
const leastIntervalMs = 100
/**
 * While the user types, less often still: a key that meets a drawing waits for the next frame of the screen,
 * and who types does not read.
 */
const typingIntervalMs = 250
const typingMs = 400
/** Drawing that is dear (a huge live block) takes at most about a tenth of the time. */
const costFactor = 9
const longestIntervalMs = 500
/** One slice of a burst: leaves room in a frame for layout and for what the user does. */
const sliceMs = 8

interface Paced {
  lastEnd: number
  lastCost: number
  timer: ReturnType<typeof setTimeout> | null
  isBehind: boolean
}
const paced = new WeakMap<Painter, Paced>()
let lastKey = Number.NEGATIVE_INFINITY

/** A key was pressed: drawings give way for a moment. */
export const noteTyping = (): void => {
  lastKey = performance.now()
}

const afterOthers = (work: () => void): void => {
  // A task, not a microtask: input and frames come first.
  if ('scheduler' in globalThis) {
    const { scheduler } = globalThis as unknown as {
      scheduler: { postTask(run: () => void, options: { priority: string }): Promise<void> }
    }
    void scheduler.postTask(work, { priority: 'user-visible' })
  } else {
    setTimeout(work, 0)
  }
}

const draw = (painter: Painter, state: Paced): void => {
  const begin = performance.now()
  state.isBehind = painter.paint(() => performance.now() - begin < sliceMs)
  state.lastEnd = performance.now()
  state.lastCost = state.lastEnd - begin
  if (state.isBehind) afterOthers(() => draw(painter, state))
}

/** Draws at once where the last drawing is long enough ago (the first token), otherwise when it is. */
export const requestPaint = (painter: Painter): void => {
  let state = paced.get(painter)
  if (!state) {
    state = { lastEnd: Number.NEGATIVE_INFINITY, lastCost: 0, timer: null, isBehind: false }
    paced.set(painter, state)
  }
  if (state.timer !== null || state.isBehind) return
  drawWhenDue(painter, state)
}

const drawWhenDue = (painter: Painter, state: Paced): void => {
  const now = performance.now()
  const least = now - lastKey < typingMs ? typingIntervalMs : leastIntervalMs
  const interval = Math.min(longestIntervalMs, Math.max(least, state.lastCost * costFactor))
  const wait = state.lastEnd + interval - now
  if (wait <= 0) {
    draw(painter, state)
    return
  }
  state.timer = setTimeout(() => {
    state.timer = null
    drawWhenDue(painter, state)
  }, wait)
}

/** Draws what is left without waiting for the interval; a burst is still cut into slices. */
export const paintNow = (painter: Painter): void => {
  const state = paced.get(painter)
  if (state?.timer != null) clearTimeout(state.timer)
  if (state?.isBehind) return
  const known = state ?? { lastEnd: 0, lastCost: 0, timer: null, isBehind: false }
  known.timer = null
  paced.set(painter, known)
  draw(painter, known)
}

export const forgetPaint = (painter: Painter): void => {
  const state = paced.get(painter)
  if (state?.timer != null) clearTimeout(state.timer)
  paced.delete(painter)
}

/** Runs steps in slices, giving way to input and frames between them. */
export const runInSlices = (steps: Iterator<unknown>): void => {
  const slice = () => {
    const begin = performance.now()
    while (performance.now() - begin < sliceMs) if (steps.next().done) return
    afterOthers(slice)
  }
  slice()
}
