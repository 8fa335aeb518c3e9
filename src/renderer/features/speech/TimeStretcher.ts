/** Half a window overlaps the one before: long enough for the deepest voice, short enough for a syllable. */
const hopSeconds = 0.015
/** How far the place to go on from may be moved, so that the waves meet. */
const searchSeconds = 0.01
/** The search first tries one in so many candidates, and compares one in so many samples of each wave. */
const coarseStep = 8
const coarseStride = 4
const fineStride = 2

/**
 * Makes speech faster or slower at the same pitch (WSOLA: overlapping windows, each taken from where its wave
 * continues the last one best). It is fed and read piece by piece; at speed 1 the output is the input.
 */
export class TimeStretcher {
  private readonly hop: number
  private readonly search: number
  private readonly rise: Float32Array
  private input = new Float32Array(0)
  /** What of the input lies before `input`. */
  private dropped = 0
  /** How the last window would have gone on. */
  private tail: Float32Array | null = null
  private given = 0

  constructor(
    private readonly speed: number,
    sampleRate: number,
  ) {
    this.hop = Math.round(hopSeconds * sampleRate)
    this.search = Math.round(searchSeconds * sampleRate)
    this.rise = Float32Array.from(
      { length: this.hop },
      (_, at) => 0.5 - 0.5 * Math.cos((Math.PI * at) / this.hop),
    )
  }

  /** How much of the input has been given out, in samples. */
  get position(): number {
    return this.given * this.speed
  }

  /**
   * Takes more of it and returns all that is ready. After `isLast` the output has exactly its full length.
   */
  push(samples: Float32Array<ArrayBuffer>, isLast: boolean): Float32Array<ArrayBuffer> {
    if (this.speed === 1) {
      this.given += samples.length
      return samples
    }
    this.append(samples)
    const end = this.dropped + this.input.length
    const total = Math.round(end / this.speed)
    const blocks: Float32Array[] = []
    let length = 0
    for (;;) {
      const ideal = Math.round((this.given + length) * this.speed)
      const isThere = ideal + this.search + 2 * this.hop <= end
      if (isLast ? this.given + length >= total : !isThere) break
      blocks.push(this.next(ideal))
      length += this.hop
    }
    const whole = joined(blocks, length)
    const out = isLast ? whole.subarray(0, Math.max(0, total - this.given)) : whole
    this.given += out.length
    this.drop(Math.round(this.given * this.speed) - this.search - this.hop)
    return out
  }

  private next(ideal: number): Float32Array {
    const { tail, hop, rise } = this
    const from = tail === null ? ideal : this.bestNear(ideal, tail)
    const block = new Float32Array(hop)
    for (let at = 0; at < hop; at++) {
      const weight = rise[at] ?? 1
      const sample = this.at(from + at)
      block[at] = tail === null ? sample : (tail[at] ?? 0) * (1 - weight) + sample * weight
    }
    this.tail = Float32Array.from({ length: hop }, (_, at) => this.at(from + hop + at))
    return block
  }

  private bestNear(ideal: number, tail: Float32Array): number {
    const coarse = this.best(ideal - this.search, ideal + this.search, coarseStep, coarseStride, tail)
    return this.best(coarse - coarseStep + 1, coarse + coarseStep - 1, 1, fineStride, tail)
  }

  private best(from: number, to: number, step: number, stride: number, tail: Float32Array): number {
    let best = Math.max(0, from)
    let most = Number.NEGATIVE_INFINITY
    for (let place = best; place <= to; place += step) {
      let product = 0
      let energy = 1e-9
      for (let at = 0; at < tail.length; at += stride) {
        const sample = this.at(place + at)
        product += sample * (tail[at] ?? 0)
        energy += sample * sample
      }
      const likeness = product / Math.sqrt(energy)
      if (likeness > most) {
        most = likeness
        best = place
      }
    }
    return best
  }

  private at(index: number): number {
    return this.input[index - this.dropped] ?? 0
  }

  private append(samples: Float32Array): void {
    if (samples.length === 0) return
    const longer = new Float32Array(this.input.length + samples.length)
    longer.set(this.input)
    longer.set(samples, this.input.length)
    this.input = longer
  }

  private drop(until: number): void {
    const count = Math.min(until - this.dropped, this.input.length)
    if (count <= 0) return
    this.input = this.input.slice(count)
    this.dropped += count
  }
}

const joined = (blocks: readonly Float32Array[], length: number): Float32Array<ArrayBuffer> => {
  const whole = new Float32Array(length)
  let at = 0
  for (const block of blocks) {
    whole.set(block, at)
    at += block.length
  }
  return whole
}
