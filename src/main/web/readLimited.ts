import type { AppError } from '@shared/ipc/errors'

/** The bytes of a body; it is left as soon as there are more than `most`, decompressed. */
export const readLimited = async (
  body: ReadableStream<Uint8Array> | null,
  most: number,
  tooLarge: () => AppError,
): Promise<Uint8Array<ArrayBuffer>> => {
  if (body === null) return new Uint8Array()
  const pieces: Uint8Array[] = []
  let length = 0
  // Leaving the loop cancels the body.
  for await (const piece of body) {
    length += piece.byteLength
    if (length > most) throw tooLarge()
    pieces.push(piece)
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.byteLength
  }
  return whole
}
