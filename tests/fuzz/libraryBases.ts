import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Message, textOf } from '@shared/model/message'
import { BackupKeeper } from '../../src/library/backups/BackupKeeper'
import { createLibrary, type LocalLibrary } from '../../src/library/library'
import { here } from '../fakes/backupHere'
import {
  conversation,
  newPicture,
  png,
  question,
  streamingAnswer,
  textParts,
} from '../integration/library/helpers'

interface Base {
  readonly folder: string
  /** Every message that was committed, by its id, and its text. */
  readonly committed: ReadonlyMap<string, string>
}

export const keeperOf = (folder: string, library: LocalLibrary) =>
  new BackupKeeper({ folder, library: library.forBackups, work: here })

const turn = (conversationId: string, number: number): Message[] => [
  question(`${conversationId}-q${number}`, `kite ${number} ${'of many words '.repeat(20)}`, {
    conversationId,
    parentId: number === 0 ? null : `${conversationId}-a${number - 1}`,
  }),
  {
    ...streamingAnswer(`${conversationId}-a${number}`, {
      conversationId,
      parentId: `${conversationId}-q${number}`,
    }),
    state: 'complete',
    parts: [
      { type: 'reasoning', text: 'thinking' },
      ...textParts(`lantern ${number} ${'and an answer '.repeat(40)}\n\n\`\`\`ts\nlet x\n\`\`\``),
    ],
    usage: { inputTokens: 10, cachedInputTokens: 0, outputTokens: 20, reasoningTokens: 3 },
    costUsd: 0.01,
  },
]

export const say = (
  library: LocalLibrary,
  id: string,
  turns: number,
  committed?: Map<string, string>,
): void => {
  const messages = Array.from({ length: turns }, (_, number) => turn(id, number)).flat()
  library.addMessages({
    conversation: conversation(id, { leafId: messages.at(-1)?.id ?? null, choices: { model: 'm' } }),
    messages,
  })
  for (const message of messages) committed?.set(message.id, textOf(message))
}

/** Libraries to be damaged: one that was closed, and one that was killed with its last words in the log. */
export const buildLibraries = async (
  root: string,
): Promise<{ readonly closed: Base; readonly killed: Base }> => {
  const folder = join(root, 'closed')
  const committed = new Map<string, string>()
  const library = createLibrary({ folder })
  library.open()
  library.saveFolder({ folder: { id: 'f', name: 'Folder', position: 1, createdAt: 1 } })
  for (let index = 0; index < 12; index += 1) say(library, `old${index}`, 4, committed)
  for (let salt = 0; salt < 4; salt += 1) {
    const { id } = library.addPicture(newPicture(png(3, 3, salt), `a kite ${salt}`, 'old0'))
    const message = question(`p${salt}`, 'look', {
      conversationId: 'old0',
      parts: [
        ...textParts('look'),
        { type: 'picture', prompt: 'a kite', pictureId: id, width: 3, height: 3 },
      ],
    })
    library.addMessages({ conversation: conversation('old0', { leafId: 'old0-a3' }), messages: [message] })
    committed.set(message.id, 'look')
  }
  library.arrangeConversations({
    places: [
      { id: 'old1', pinnedAt: 5 },
      { id: 'old2', folderId: 'f' },
      { id: 'old3', archivedAt: 5 },
      { id: 'old4', trashedAt: 5 },
    ],
  })
  library.setNote({ name: 'draft', value: '{"text":"half","attachments":[]}' })
  await keeperOf(folder, library).make({ requestId: 'base', reason: 'daily' }, () => {})
  for (let index = 0; index < 4; index += 1) say(library, `new${index}`, 3, committed)
  library.close()

  const killed = join(root, 'killed')
  const working = join(root, 'working')
  cpSync(folder, working, { recursive: true })
  const late = new Map(committed)
  const open = createLibrary({ folder: working })
  open.open()
  for (let index = 0; index < 3; index += 1) say(open, `late${index}`, 2, late)
  open.addMessages({
    conversation: conversation('streaming', { leafId: 'streaming-a' }),
    messages: [streamingAnswer('streaming-a', { conversationId: 'streaming' })],
  })
  open.appendChunks({
    parts: [{ messageId: 'streaming-a', partIndex: 0, nextChunk: 0, part: { type: 'text', text: '' } }],
    chunks: [{ messageId: 'streaming-a', partIndex: 0, chunkIndex: 0, text: 'half an answer' }],
  })
  cpSync(working, killed, { recursive: true })
  open.close()
  // No process of that number: the start would wait for its end.
  writeFileSync(join(killed, 'library.pid'), '0')
  return { closed: { folder, committed }, killed: { folder: killed, committed: late } }
}
