import { AppError } from '@shared/ipc/errors'
import { CallInput } from './callInput'
import { type AnswerEvent, mostToolCalls } from './engine'
import type { ChatCall } from './wire/chat'
import { opaqueJson } from './wire/chatThoughts'
import { isRecord, jsonIn } from './wire/values'

interface OpenCall {
  readonly index: number
  readonly input: CallInput
  id: string
  name: string
  opaque: string
}

/**
 * Puts tool calls together from their pieces. Servers number them or not, give every call the same number, no
 * id, or a new one with each piece; they repeat the name, or the whole input.
 */
export class ToolCalls {
  private readonly calls: OpenCall[] = []

  get isEmpty(): boolean {
    return this.calls.length === 0
  }

  add(piece: ChatCall): void {
    const known = this.find(piece)
    const call = known && !isNew(known, piece) ? known : this.open(piece.index)
    if (piece.id !== '') call.id = piece.id
    if (piece.name !== '') call.name = piece.name
    if (piece.opaque !== '') call.opaque = piece.opaque
    if (piece.input !== '' && !(call.input.isWhole && call.input.isSame(piece.input)))
      call.input.append(piece.input)
  }

  /** A call that stood whole in the text. */
  addWhole(name: string, input: string): void {
    this.add({ index: this.calls.length + 1e6, isNumbered: true, id: '', name, input, opaque: '' })
  }

  /** `isCut`: the answer ended before its end, and with it perhaps a call. */
  *events(isCut: boolean): Generator<AnswerEvent, void, undefined> {
    let count = 0
    for (const [position, { id, name, input, opaque }] of this.calls.entries()) {
      if (name === '') continue
      for (const [part, text] of input.settle().entries()) {
        if (isCut && jsonIn(text) === undefined) continue
        count += 1
        if (count > mostToolCalls) throw tooManyCalls()
        const isNamed = id !== '' && id.length <= longestId
        const own = part > 0 ? '' : id.length > longestId ? withId(opaque, id) : opaque
        yield {
          type: 'tool-call',
          callId: isNamed ? id : `call_${position + 1}`,
          name,
          input: text,
          ...(own === '' ? {} : { opaque: own }),
        }
      }
    }
  }

  /** A piece that says nothing of itself goes on with the last; otherwise number, then id decide. */
  private find({ index, isNumbered, id, name }: ChatCall): OpenCall | undefined {
    if (!isNumbered && name === '' && id === '') return this.calls.at(-1)
    const ofIndex = this.calls.filter((each) => each.index === index)
    return (id === '' ? undefined : ofIndex.findLast((each) => each.id === id)) ?? ofIndex.at(-1)
  }

  private open(index: number): OpenCall {
    // At once, not at the end of the answer: there may be a hundred thousand of them.
    if (this.calls.length >= mostToolCalls) throw tooManyCalls()
    const call = { index, input: new CallInput(), id: '', name: '', opaque: '' }
    this.calls.push(call)
    return call
  }
}

/** Longer ones are signatures that some proxies put there: they go back to their server alone. */
const longestId = 200

const withId = (opaque: string, id: string): string => {
  const fields = opaque === '' ? {} : jsonIn(opaque)
  return opaqueJson({ ...(isRecord(fields) ? fields : {}), id }) ?? ''
}

/** A named piece begins another call where what is there is whole, or says that it is another. */
const isNew = ({ id, name, input }: OpenCall, piece: ChatCall): boolean => {
  if (piece.name === '') return false
  const isOther = piece.id !== '' && id !== '' && piece.id !== id
  if (input.text === '') return isOther || (name !== '' && piece.name !== name)
  if (!input.isWhole) return isOther && piece.input.trimStart().startsWith('{')
  if (input.isSame(piece.input)) return isOther
  // Some begin with an empty input, and write it then.
  if (!isOther && piece.name === name && input.isSame('{}')) return false
  return isOther || piece.name !== name || piece.input !== ''
}

const tooManyCalls = (): AppError => new AppError('tool/too-many-rounds', undefined, { calls: mostToolCalls })
