import type { AnswerEvent } from './engine'
import { PictureSplitter } from './PictureSplitter'

/**
 * An answer whose pictures stand for themselves: their data is taken out of its text, and white space around
 * them goes. All else stays as it comes.
 */
export async function* picturesApart<T extends { readonly type: string }>(
  events: AsyncIterable<AnswerEvent | T>,
): AsyncGenerator<AnswerEvent | T, void, undefined> {
  const splitter = new PictureSplitter()
  let isBehindPicture = false
  function* read(pieces: ReturnType<PictureSplitter['read']>): Generator<AnswerEvent> {
    for (const piece of pieces) {
      const text = piece.type === 'text' ? (isBehindPicture ? piece.text.trimStart() : piece.text) : ''
      if (piece.type === 'picture') yield piece
      else if (text !== '') yield { type: 'text', text }
      isBehindPicture = piece.type === 'picture' || (isBehindPicture && text === '')
    }
  }
  for await (const event of events) {
    if (isText(event)) {
      yield* read(splitter.read(event.text))
      continue
    }
    // What is held back stands before what follows, and must be given for its length to count.
    yield* read(splitter.end())
    isBehindPicture = event.type === 'picture'
    yield event
  }
  yield* read(splitter.end())
}

const isText = (event: { readonly type: string }): event is Extract<AnswerEvent, { readonly type: 'text' }> =>
  event.type === 'text'
