const newline = 0x0a

/**
 * The lines of a file, blank ones left out, each as soon as it is whole. Null for one of more than `most`
 * bytes.
 */
export async function* linesOf(bytes: AsyncIterable<Buffer>, most: number): AsyncGenerator<Buffer | null> {
  let pieces: Buffer[] = []
  let length = 0
  const finish = (): Buffer | null | undefined => {
    const line = length > most ? null : Buffer.concat(pieces)
    const isBlank = line?.every((byte) => byte <= 0x20)
    pieces = []
    length = 0
    return isBlank ? undefined : line
  }
  for await (const chunk of bytes) {
    let from = 0
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, from)) {
      length += end - from
      if (length <= most) pieces.push(chunk.subarray(from, end))
      from = end + 1
      const line = finish()
      if (line !== undefined) yield line
    }
    length += chunk.length - from
    if (length <= most) pieces.push(Buffer.from(chunk.subarray(from)))
    else pieces = []
  }
  const last = finish()
  if (last !== undefined) yield last
}

const openBrace = 0x7b
const closeBrace = 0x7d

/** Whether a file is one object a line: its first line is closed, and another follows. */
export const isOneALine = async (bytes: AsyncIterable<Buffer>, most: number): Promise<boolean> => {
  let first: Buffer | null = null
  for await (const line of linesOf(bytes, most)) {
    if (line === null) return false
    if (first !== null) return line.toString('latin1').trimStart().charCodeAt(0) === openBrace
    first = line
    const text = line
      .toString('latin1')
      .replace(/^\u00ef\u00bb\u00bf/, '')
      .trim()
    if (text.charCodeAt(0) !== openBrace || text.charCodeAt(text.length - 1) !== closeBrace) return false
  }
  return false
}
