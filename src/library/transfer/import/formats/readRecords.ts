import type { LeftOutTally } from '@shared/model/LeftOutTally'
import { type JsonListener, type JsonPath, JsonStreamParser, type Verdict } from '../JsonStreamParser'
import { isRecord, type Json } from '../values'
import type { Around } from './format'

/** One conversation with all its machinery. Longer ones are no text that a user reads. */
const mostRecordBytes = 64 * 1024 * 1024

/** Where conversations stand in a file: each an element of a list, or the file is one itself. */
export type Shape =
  | { readonly type: 'single' }
  | { readonly type: 'list' }
  | { readonly type: 'field'; readonly name: string }

/** The conversations of a file of any size, each as soon as it is whole. */
export async function* readRecords(
  bytes: AsyncIterable<Buffer>,
  shape: Shape,
  { leftOut, file }: Pick<Around, 'leftOut' | 'file'>,
): AsyncGenerator<Json> {
  const listener = new RecordListener(shape, leftOut, file)
  const parser = new JsonStreamParser(listener, mostRecordBytes)
  try {
    for await (const chunk of bytes) {
      parser.write(chunk)
      yield* listener.ready.splice(0)
    }
    parser.end()
  } catch (error) {
    // What came before was whole.
    yield* listener.ready.splice(0)
    throw error
  }
  yield* listener.ready.splice(0)
}

class RecordListener implements JsonListener {
  readonly ready: Json[] = []

  constructor(
    private readonly shape: Shape,
    private readonly leftOut: LeftOutTally,
    private readonly file: string,
  ) {}

  decide(path: JsonPath): Verdict {
    const { shape } = this
    if (shape.type === 'single') return 'take'
    if (path.length === 0) return 'enter'
    if (shape.type === 'list') return 'take'
    if (path[0] !== shape.name) return 'skip'
    return path.length === 1 ? 'enter' : 'take'
  }

  take(_path: JsonPath, value: unknown): void {
    if (isRecord(value)) this.ready.push(value)
    else this.leftOut.add('conversation', 'damaged', this.file)
  }

  refuse(_path: JsonPath, reason: 'damaged' | 'too-large'): void {
    this.leftOut.add('conversation', reason, this.file)
  }

  leave(): void {}
}
