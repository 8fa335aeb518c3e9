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

/** A hidden window has no frames; a drawing does not wait for longer than this. */
const longestFrameMs = 100

/**
 * After the next frame: what several slices draw is laid out together, and that is what would take too long.
 */
const afterFrame = (work: () => void): void => {
  const begin = () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
    afterOthers(work)
  }
  const frame = requestAnimationFrame(begin)
  const timer = setTimeout(begin, longestFrameMs)
}

const draw = (painter: Painter, state: Paced): void => {
  const begin = performance.now()
  state.isBehind = painter.paint(() => performance.now() - begin < sliceMs)
  state.lastEnd = performance.now()
  state.lastCost = state.lastEnd - begin
  if (state.isBehind) afterFrame(() => draw(painter, state))
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

interface Stepwise {
  readonly steps: Iterator<unknown>
  /** What a step takes of all that may be done in a slice, however quick it was. */
  readonly cost: number
}
const stepwise: Stepwise[] = []
let isBetweenSlices = false

const runSlice = (): void => {
  isBetweenSlices = true
  // Also where nothing is left: what is asked for within this frame waits for the next one.
  afterFrame(() => {
    isBetweenSlices = false
    if (stepwise.length > 0) runSlice()
  })
  const begin = performance.now()
  let left = 1
  while (left > 0 && performance.now() - begin < sliceMs) {
    const next = stepwise.shift()
    if (!next) return
    left -= next.cost
    // What fails is not asked again.
    if (!next.steps.next().done) stepwise.push(next)
  }
}

/**
 * Runs steps that change what is shown in slices, the first of them at once where none has run in this frame,
 * and one a frame from there on. All who ask take turns.
 */
export const runInFrames = (steps: Iterator<unknown>, cost = 0): void => {
  stepwise.push({ steps, cost })
  if (!isBetweenSlices) runSlice()
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
