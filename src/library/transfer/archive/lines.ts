import { AppError } from '@shared/ipc/errors'

/** A line holds one message at most, with a file's text at the most; what is longer is a bomb. */
const mostCharacters = 256 * 1024 * 1024

/** The lines of a text that comes in pieces. */
export async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let parts: string[] = []
  let length = 0
  for await (const piece of pieces) {
    const [first = '', ...others] = decode(decoder, piece).split('\n')
    parts.push(first)
    length += first.length
    for (const next of others) {
      yield parts.join('')
      parts = [next]
      length = next.length
    }
    if (length > mostCharacters) throw new AppError('file/too-large', 'A line without an end')
  }
  const rest = parts.join('')
  if (rest !== '') yield rest
}

const decode = (decoder: TextDecoder, piece: Uint8Array): string => {
  try {
    return decoder.decode(piece, { stream: true })
  } catch (cause) {
    throw new AppError('file/unreadable', 'Not UTF-8', undefined, { cause })
  }
}
