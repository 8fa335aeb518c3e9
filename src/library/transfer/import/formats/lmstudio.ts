import type { SourceNode, SourcePart } from '../tree'
import {
  isRecord,
  type Json,
  lineOf,
  listOf,
  momentFromEither,
  recordOf,
  textOr,
  textOrNull,
} from '../values'
import {
  type Around,
  answerParts,
  assetPart,
  callPart,
  type Format,
  inputText,
  nodeOf,
  resultPart,
  thoughtPart,
} from './format'

/** A conversation file of LM Studio: messages in a row, each in the versions that were made of it. */
export const lmStudio: Format = {
  source: 'lm-studio',
  isMeant: (keys) => keys.has('messages.*.versions'),
  convert(record, around) {
    const title = lineOf(record.name, 300)
    const nodes = new Map<string, SourceNode>()
    const used = recordOf(record.lastUsedModel)
    const fallback = textOr(used.identifier, '') || used.indexedModelIdentifier
    let last: string | null = null
    for (const [index, message] of listOf(record.messages).entries()) {
      const versions = listOf(recordOf(message).versions)
      if (versions.length === 0) {
        around.leftOut.add('message', 'damaged', title)
        continue
      }
      const selected = Number(recordOf(message).currentlySelected ?? 0)
      const above: string | null = last
      for (const [number, version] of versions.entries()) {
        if (!isRecord(version)) continue
        const id = `${index} ${number}`
        nodes.set(id, toNode(id, above, version, fallback, around))
        // What comes next follows the version that is shown.
        if (number === selected || last === above) last = id
      }
    }
    const createdAt = momentFromEither(record.createdAt)
    const base = around.file.slice(around.file.lastIndexOf('/') + 1)
    return [
      {
        id: JSON.stringify([base, createdAt]),
        title: record.name,
        nodes,
        current: last,
        createdAt,
        updatedAt: momentFromEither(record.assistantLastMessagedAt ?? record.userLastMessagedAt),
        systemPrompt: textOr(record.systemPrompt, ''),
        isPinned: record.pinned === true,
        folder: folderOf(around.file),
      },
    ]
  },
}

/** The folder below `conversations` that the file lies in, as LM Studio shows it. */
const folderOf = (file: string): { readonly id: string; readonly name: string } | null => {
  const places = file.replaceAll('\\', '/').split('/').slice(0, -1)
  const top = places.lastIndexOf('conversations')
  const folder = top === -1 ? places.at(-1) : places[top + 1]
  return folder === undefined || folder === '' ? null : { id: folder, name: folder }
}

const toNode = (
  id: string,
  parentId: string | null,
  version: Json,
  model: unknown,
  around: Around,
): SourceNode => {
  const role = version.role === 'user' || version.role === 'assistant' ? version.role : null
  if (role === null) around.leftOut.add('message', version.role === 'system' ? 'hidden' : 'unsupported')
  const steps = listOf(version.steps).filter(isRecord)
  const parts =
    steps.length > 0
      ? steps.flatMap((step, index) => stepParts(`${id} ${index}`, step, around))
      : blocksOf(id, version.content, false, around)
  const info = recordOf(steps.find((step) => isRecord(step.genInfo))?.genInfo)
  const made = textOr(info.identifier, '') || info.indexedModelIdentifier
  const at = Number(textOr(steps[0]?.stepIdentifier, '').split('-')[0])
  return nodeOf({
    id,
    parentId,
    role,
    parts,
    createdAt: at > 1e12 ? momentFromEither(at) : null,
    model: role === 'assistant' ? (made ?? model) : undefined,
    state: recordOf(info.stats).stopReason === 'userStopped' ? 'stopped' : 'complete',
  })
}

const stepParts = (place: string, step: Json, around: Around): SourcePart[] => {
  if (step.type === 'contentBlock') {
    const isThought = recordOf(step.style).type === 'thinking'
    return blocksOf(place, step.content, isThought, around)
  }
  if (step.type !== 'debugInfoBlock' && step.type !== 'toolStatus')
    around.leftOut.add('content', 'unsupported', lineOf(step.type, 50) || 'unknown')
  return []
}

const blocksOf = (place: string, content: unknown, isThought: boolean, around: Around): SourcePart[] =>
  listOf(content).flatMap((block, index): SourcePart[] => {
    if (!isRecord(block)) return []
    const callId = textOrNull(block.callId) ?? textOrNull(block.toolCallId)
    switch (block.type) {
      case 'text':
        return isThought ? thoughtPart(block.text) : answerParts(block.text)
      case 'file': {
        const name = lineOf(block.name ?? block.fileIdentifier, 300) || 'File'
        const mediaType = block.fileType === 'image' ? 'image/*' : undefined
        return [assetPart(around.findAsset(textOr(block.fileIdentifier, '')), name, { mediaType })]
      }
      case 'toolCallRequest':
        return [callPart(callId ?? `${place} ${index}`, block.name, block.parameters ?? block.arguments)]
      case 'toolCallResult': {
        const output = resultText(block.content)
        return callId === null
          ? [{ type: 'open-result', callId: `${place} ${index}`, name: 'tool', output, isError: false }]
          : [resultPart(callId, output)]
      }
      default:
        around.leftOut.add('content', 'unsupported', lineOf(block.type, 50) || 'unknown')
        return []
    }
  })

/** JSON in a text, mostly a list of texts. */
const resultText = (content: unknown): string => {
  if (typeof content !== 'string') return inputText(content)
  try {
    const texts = listOf(JSON.parse(content)).flatMap((each) => textOrNull(recordOf(each).text) ?? [])
    return texts.length > 0 ? texts.join('\n') : content
  } catch {
    return content
  }
}
