import { AppError } from '@shared/ipc/errors'
import type { TransferSource } from '@shared/model/transfer'
import { contentsName, manifestName, rowsName } from '../archive/names'
import { JsonBroken, type JsonPath, JsonPieces, type Verdict } from './JsonPieces'
import { baseName, type Source, type SourceFile } from './sources/source'

/** What a source is, and the files in it that hold conversations. */
export interface Detected {
  readonly source: TransferSource
  readonly texts: readonly SourceFile[]
}

const conversationsFile = /^conversations(-\d+)?\.json$/i

/** By content where that is possible, by the names inside of an archive otherwise. `file/unsupported` for anything else. */
export const detect = async (source: Source): Promise<Detected> => {
  const [only] = source.files
  if (source.files.length === 1 && only) return { source: await detectText(only), texts: [only] }
  if (isArchive(source)) return { source: 'parley-archive', texts: [] }
  const texts = source.files.filter(({ name }) => conversationsFile.test(baseName(name))).sort(byName)
  const [first] = texts
  if (first) return { source: await detectText(first), texts }
  throw unknown(source.files.length === 0 ? 'empty' : 'unknown')
}

/** A whole library: told by names that nothing else has together; its manifest is proven when it is restored. */
const isArchive = ({ files }: Source): boolean =>
  [manifestName, contentsName, rowsName('conversations')].every((wanted) =>
    files.some(({ name }) => name === wanted),
  )

const byName = (a: SourceFile, b: SourceFile): number => (a.name < b.name ? -1 : 1)

const unknown = (reason: string): AppError =>
  new AppError('file/unsupported', 'Nothing in it that can be imported', { reason })

/** From the keys that come first: a file of hundreds of megabytes is not read for this. */
const detectText = async (file: SourceFile): Promise<TransferSource> => {
  let found: TransferSource | 'claude' | null = null
  const pieces = new JsonPieces(
    {
      decide: (path): Verdict => {
        found ??= tellBy(path)
        return path.length < 3 ? 'enter' : 'skip'
      },
      take: () => {},
      refuse: () => {},
      leave: () => {},
    },
    1_024,
  )
  try {
    for await (const chunk of file.read()) {
      pieces.write(chunk)
      if (found) break
    }
  } catch (error) {
    if (!(error instanceof JsonBroken)) throw error
    // What was told before it broke may be enough.
  }
  if (found === null) throw unknown('unknown')
  if (found === 'claude') throw unknown('claude')
  return found
}

const tellBy = (path: JsonPath): TransferSource | 'claude' | null => {
  const key = path.at(-1)
  const depth = path.length
  if (key === 'mapping' && depth <= 3) return 'chatgpt'
  if (key === 'chat_messages' && depth <= 2) return 'claude'
  return null
}
