/** Style and text, in order; together they are the code. */
export type Run = readonly [style: string, text: string]

/** What the worker is asked and answers. */
export interface ColourRequest {
  readonly id: number
  readonly language: string
  readonly code: string
}
export interface ColourReply {
  readonly id: number
  /** Null where the language is not known. */
  readonly runs: readonly Run[] | null
}

/** Coloured code that can be asked for by stretches, in order. */
export class Coloured {
  private index = 0
  private start = 0

  constructor(private readonly runs: readonly Run[]) {}

  /** The runs of a stretch; stretches must be asked for from the start on. */
  between(from: number, to: number): Run[] {
    const found: Run[] = []
    while (this.index < this.runs.length) {
      const run = this.runs[this.index]
      if (!run || this.start >= to) break
      const [style, text] = run
      const end = this.start + text.length
      if (end > from) found.push([style, text.slice(Math.max(0, from - this.start), to - this.start)])
      if (end > to) break
      this.index += 1
      this.start = end
    }
    return found
  }
}

/** Code that is longer stays plain: its colours would cost more than they give. */
const longestCode = 300_000

let worker: Worker | null = null
let lastId = 0
const waiting = new Map<number, (runs: readonly Run[] | null) => void>()

const ensureWorker = (): Worker => {
  if (worker) return worker
  worker = new Worker(new URL('./highlightWorker.ts', import.meta.url), { type: 'module', name: 'highlight' })
  worker.onmessage = ({ data }: MessageEvent<ColourReply>) => {
    waiting.get(data.id)?.(data.runs)
    waiting.delete(data.id)
  }
  worker.onerror = () => {
    // Code without colours is still code.
    for (const done of waiting.values()) done(null)
    waiting.clear()
  }
  return worker
}

/** Colours for finished code, from a worker that starts with the first need. Null where there are none. */
export const requestColours = (language: string, code: string): Promise<Coloured | null> => {
  if (language === '' || code === '' || code.length > longestCode) return Promise.resolve(null)
  return new Promise((resolve) => {
    lastId += 1
    waiting.set(lastId, (runs) => resolve(runs && new Coloured(runs)))
    ensureWorker().postMessage({ id: lastId, language, code } satisfies ColourRequest)
  })
}
