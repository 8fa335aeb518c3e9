import type { SourceNode, SourcePart } from '../tree'
import { isRecord, type Json, lineOf, listOf, momentFrom, recordOf, textOr } from '../values'
import {
  type Around,
  assetPart,
  callPart,
  type Format,
  inRow,
  type Said,
  textPart,
  thoughtPart,
} from './format'

/** A prompt of Google AI Studio, as Drive keeps it: chunks in a row. It has neither an id nor a title. */
export const aiStudio: Format = {
  source: 'ai-studio',
  isMeant: (keys) => keys.has('chunkedPrompt') || (keys.has('runSettings') && keys.has('systemInstruction')),
  convert(record, around) {
    const { model } = recordOf(record.runSettings)
    const chunks = listOf(recordOf(record.chunkedPrompt).chunks)
    const said: Omit<Said, 'parentId'>[] = []
    for (const [index, chunk] of chunks.entries()) {
      if (!isRecord(chunk)) {
        around.leftOut.add('message', 'damaged', around.file)
        continue
      }
      const role = chunk.role === 'user' ? 'user' : 'assistant'
      const createdAt = momentFrom(chunk.createTime)
      const state = textOr(chunk.errorMessage, '') === '' ? 'complete' : 'failed'
      const parts = partsOf(`${index}`, chunk, around)
      const before = said.at(-1)
      // What went along with a question stands in chunks of its own.
      if (role === 'user' && before?.role === 'user')
        said.splice(-1, 1, { ...before, parts: [...before.parts, ...parts] })
      else said.push({ id: `${index}`, role, parts, createdAt, model, state })
    }
    const pending = listOf(recordOf(record.chunkedPrompt).pendingInputs)
    for (const input of pending)
      if (textOr(recordOf(input).text, '').trim() !== '')
        around.leftOut.add('content', 'hidden', 'a prompt that was not sent')
    const nodes = inRow(said)
    const title = titleOf(around.file)
    return [
      {
        // A prompt that went on keeps its name and its first chunk.
        id: JSON.stringify([title, firstWords(nodes)]),
        title,
        nodes,
        current: [...nodes.keys()].at(-1) ?? null,
        systemPrompt: systemText(record.systemInstruction),
      },
    ]
  },
}

const titleOf = (file: string): string => {
  const base = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)
  return lineOf(base.replace(/\.(?:json|txt|prompt)$/i, ''), 300)
}

const firstWords = (nodes: ReadonlyMap<string, SourceNode>): string => {
  for (const { entry } of nodes.values())
    for (const part of entry?.parts ?? []) if (part.type === 'text') return part.text.slice(0, 1_000)
  return ''
}

const systemText = (instruction: unknown): string => {
  if (typeof instruction === 'string') return instruction
  const { text, parts } = recordOf(instruction)
  const all = [text, ...listOf(parts).map((part) => recordOf(part).text)]
  return [...new Set(all.filter((each) => typeof each === 'string'))].join('\n\n')
}

const partsOf = (place: string, chunk: Json, around: Around): SourcePart[] => {
  const words = textOr(chunk.text, '')
  const inParts = listOf(chunk.parts)
    .map((part) => textOr(recordOf(part).text, ''))
    .join('')
  const said = words.trim() === '' ? inParts : words
  return [
    ...(chunk.isThought === true ? thoughtPart(said) : textPart(said)),
    ...codeParts(place, chunk),
    ...assetsOf(chunk, around),
  ]
}

const codeParts = (place: string, chunk: Json): SourcePart[] => {
  const code = recordOf(chunk.executableCode)
  const result = recordOf(chunk.codeExecutionResult)
  const call = typeof code.code === 'string' ? [callPart(place, 'code_execution', code)] : []
  if (typeof result.output !== 'string') return call
  const isError = result.outcome !== undefined && !/OK$/.test(String(result.outcome))
  return [
    ...call,
    {
      type: 'open-result',
      callId: `${place} result`,
      name: 'code_execution',
      output: result.output,
      isError,
    },
  ]
}

const driveKinds: Readonly<Record<string, string>> = {
  driveImage: 'image/*',
  driveDocument: 'application/octet-stream',
  driveAudio: 'audio/*',
  driveVideo: 'video/*',
}

/** Pictures within the file come along; what lies elsewhere in Drive is only named. */
const assetsOf = (chunk: Json, { findAsset, leftOut }: Around): SourcePart[] => {
  const parts: SourcePart[] = []
  for (const inline of [chunk.inlineImage, chunk.inlineFile, chunk.inlineData]) {
    if (!isRecord(inline)) continue
    const mediaType = lineOf(inline.mimeType, 100) || 'application/octet-stream'
    const key = findAsset(`data:${mediaType};base64,${textOr(inline.data, '')}`)
    const isMade = chunk.role !== 'user' && mediaType.startsWith('image/')
    parts.push(assetPart(key, 'Attachment', isMade ? { mediaType, prompt: '' } : { mediaType }))
  }
  for (const [kind, mediaType] of Object.entries(driveKinds)) {
    const file = chunk[kind]
    if (!isRecord(file)) continue
    const id = lineOf(file.id, 200)
    const name = lineOf(file.name, 300)
    parts.push(assetPart(findAsset(name) ?? findAsset(id), name || `Drive file ${id}`, { mediaType }))
  }
  if (isRecord(chunk.youtubeVideo)) leftOut.add('file', 'unsupported', 'a YouTube video')
  return parts
}
