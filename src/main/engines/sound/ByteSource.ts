/** Chunks that can be looked into before they are read on. */
export class ByteSource implements AsyncIterable<Uint8Array> {
  private readonly iterator: AsyncIterator<Uint8Array>
  private kept: Uint8Array = new Uint8Array(0)

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.iterator = chunks[Symbol.asyncIterator]()
  }

  /** Gives at least `length` bytes where there are so many, without taking them. */
  async peek(length: number): Promise<Uint8Array> {
    while (this.kept.length < length) {
      const { done, value } = await this.iterator.next()
      if (done) break
      this.kept = this.kept.length > 0 ? Buffer.concat([this.kept, value]) : value
    }
    return this.kept
  }

  async take(length: number): Promise<Uint8Array> {
    const bytes = (await this.peek(length)).subarray(0, length)
    this.kept = this.kept.subarray(bytes.length)
    return bytes
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      if (this.kept.length > 0) yield this.kept
      for (;;) {
        const { done, value } = await this.iterator.next()
        if (done) return
        yield value
      }
    } finally {
      await this.iterator.return?.()
    }
  }

  /** What is still to come is not wanted. */
  async leave(): Promise<void> {
    await this.iterator.return?.()
  }
}

/** Pieces of whole frames: the network cuts where it likes. What is left of the last frame is dropped. */
export async function* wholeFrames(
  chunks: AsyncIterable<Uint8Array>,
  frameSize: number,
): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array(0)
  for await (const chunk of chunks) {
    const joined = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    const whole = joined.length - (joined.length % frameSize)
    rest = joined.subarray(whole)
    if (whole > 0) yield new Uint8Array(joined.subarray(0, whole))
  }
}

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

export const asciiOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
