import { type Message, resultsByCall } from '@shared/model/message'

/**
 * A message as steps, which both APIs are written from. A call and its result stand together, because both
 * APIs refuse a call without one and anything in between.
 */
export type Step =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly opaque: string; readonly text: string }
  | { readonly type: 'tools'; readonly calls: readonly ToolRound[] }

export interface ToolRound {
  readonly callId: string
  readonly name: string
  readonly input: string
  readonly output: string
  readonly isError: boolean
  /** What its engine wants back with it. */
  readonly opaque?: string
}

/** The result that the model gets for a call that was stopped before it had one. */
const noResult = 'No result: the call was interrupted.'

/** The last request of an answer that is to be gone on with. */
export const continueInstruction =
  'Your last message was cut off. Continue it exactly where it ends: begin with the very next characters, ' +
  'repeat nothing, and add no introduction or comment.'

/** A picture that is not shown again. */
export const notePicture = (name: string): string => `[picture: ${name}]`

/**
 * The model's own message as it gets it back. Pictures become short notes; failures and reasoning that the
 * engine did not ask to have back are left out.
 */
export const stepsOf = (message: Message): Step[] => {
  const results = resultsByCall(message.parts)
  const steps: Step[] = []
  let calls: ToolRound[] = []
  const endRound = () => {
    if (calls.length > 0) steps.push({ type: 'tools', calls })
    calls = []
  }
  for (const part of message.parts) {
    switch (part.type) {
      case 'text':
        endRound()
        if (part.text.trim() !== '') steps.push({ type: 'text', text: part.text })
        break
      case 'reasoning':
        endRound()
        if (part.opaque !== undefined) steps.push({ type: 'reasoning', opaque: part.opaque, text: part.text })
        break
      case 'tool-call':
        calls.push({
          callId: part.callId,
          name: part.name,
          input: isJson(part.input) ? part.input : '{}',
          output: results.get(part)?.output ?? noResult,
          isError: results.get(part)?.isError ?? true,
          ...(part.opaque === undefined ? {} : { opaque: part.opaque }),
        })
        break
      case 'picture':
        // In a tool round the result already tells of the picture.
        if (calls.length === 0) steps.push({ type: 'text', text: notePicture(part.prompt) })
        break
      case 'file':
        // As a picture's: the result of the round has its words.
        if (calls.length === 0) steps.push({ type: 'text', text: `[file: ${part.name}]` })
        break
      case 'tool-result':
      case 'sources':
      case 'failure':
        break
    }
  }
  endRound()
  return steps
}

/**
 * True where this engine and model wrote the message: what they want back goes to no other. A message that
 * does not say is taken for theirs, as those of older versions.
 */
export const isOwn = ({ engineId, model }: Message, engine: string, asked: string): boolean =>
  (engineId === undefined || engineId === engine) && (model === undefined || model === asked)

/** An id as this engine takes it, and that no call of the request has yet: others number theirs anew. */
export const freeId = (taken: Set<string>, base: string): string => {
  let id = base
  for (let count = 2; taken.has(id); count += 1) id = `${base}_${count}`
  taken.add(id)
  return id
}

/** Damaged input is not handed back: some servers parse it and answer 500 for the whole conversation. */
const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
