import type { Handler, SseWriter } from '../../fakes/faultServer'

/** Answers in turn, the last one again and again. */
export const answersOf = (...texts: readonly string[]): Handler[] =>
  texts.map(
    (text): Handler =>
      ({ sse }) =>
        sse().chatAnswer(text),
  )

/** An answer whose stream is the test's to write. */
export const byHand = () => {
  let begin = (_stream: SseWriter) => {}
  const stream = new Promise<SseWriter>((resolve) => {
    begin = resolve
  })
  const handler: Handler = ({ sse }) => begin(sse())
  return { handler, stream }
}
