const newline = 10

/** Gives whole lines of a stream of bytes; a line that comes in many pieces costs no more than another. */
export class LineReader {
  private pieces: Buffer[] = []
  private size = 0

  constructor(private readonly mostBytes: number) {}

  /** The unfinished line is longer than any may be: nothing more is to be read. */
  get isTooLong(): boolean {
    return this.size > this.mostBytes
  }

  /** The lines that this piece completes, without their ends and without empty ones. */
  add(chunk: Buffer): readonly string[] {
    const lines: string[] = []
    let start = 0
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      this.keep(chunk.subarray(start, end))
      const line = Buffer.concat(this.pieces).toString('utf8').trim()
      if (line !== '') lines.push(line)
      this.pieces = []
      this.size = 0
      start = end + 1
    }
    this.keep(chunk.subarray(start))
    return lines
  }

  private keep(piece: Buffer): void {
    if (piece.length === 0) return
    this.size += piece.length
    // What is too long is not kept: the reader is told, and ends the stream.
    if (!this.isTooLong) this.pieces.push(piece)
  }
}
