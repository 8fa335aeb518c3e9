import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { thumbnailFileName } from '@shared/model/gallery'
import { picturesFolder, thumbnailsFolder } from '../../src/library/ContentFolder'
import { writeConversation } from '../../src/library/conversations'
import { Database } from '../../src/library/Database'
import { databaseFileName } from '../../src/library/files'
import { createLibrary } from '../../src/library/library'
import { writeMessage } from '../../src/library/messages'
import { insertPicture } from '../../src/library/pictures/pictures'
import { encodePng } from '../../src/main/engines/builtin/png'
import { sentence } from './prose'
import { between, randomFrom } from './random'

const picturesEach = 20
const meanGapMs = 70 * 60_000

/**
 * Writes a library of so many small pictures, shown by conversations of twenty, over some years. Gives their
 * ids.
 */
export const writePictures = async (folder: string, count: number): Promise<readonly string[]> => {
  const library = createLibrary({ folder })
  library.open()
  library.close()
  const random = randomFrom(7)
  // All alike but for their end, which no decoder looks at: each is a file of its own.
  const template = Buffer.from(
    await encodePng(
      48,
      48,
      Uint8Array.from({ length: 48 * 48 * 3 }, (_, at) => at),
    ),
  )
  const files = picturesFolder(folder)
  mkdirSync(files, { recursive: true })
  const database = Database.open(join(folder, databaseFileName))
  const ids: string[] = []
  try {
    database.transaction(() => {
      let at = Date.now() - count * meanGapMs
      for (let first = 0; first < count; first += picturesEach) {
        const conversationId = `gallery-${first}`
        const key = writeConversation(database, {
          id: conversationId,
          title: `Pictures from ${first} on`,
          createdAt: at,
          updatedAt: at,
          leafId: null,
          choices: {},
        })
        for (let index = first; index < Math.min(count, first + picturesEach); index += 1) {
          at += between(random, 1, 2 * meanGapMs - 1)
          const tail = Buffer.alloc(8)
          tail.writeUInt32BE(index)
          const bytes = Buffer.concat([template, tail])
          const id = createHash('sha256').update(bytes).digest('hex')
          writeFileSync(join(files, `${id}.png`), bytes)
          const prompt = sentence(random)
          const messageId = `picture-${index}`
          insertPicture(database, {
            id,
            format: 'png',
            width: 48,
            height: 48,
            byteLength: bytes.byteLength,
            prompt,
            model: `painter-${index % 5}`,
            costUsd: null,
            createdAt: at,
            messageId,
            conversationId,
            parentId: null,
          })
          writeMessage(database, key, {
            id: messageId,
            conversationId,
            parentId: null,
            role: 'assistant',
            state: 'complete',
            parts: [{ type: 'picture', prompt, pictureId: id, width: 48, height: 48 }],
            createdAt: at,
            finishedAt: at,
          })
          ids.push(id)
        }
      }
    })
    database.checkpoint()
  } finally {
    database.close()
  }
  return ids
}

/** Writes the thumbnails, as if all pictures had been looked at before. */
export const writeThumbnails = (
  folder: string,
  ids: readonly string[],
  thumbnails: readonly Uint8Array[],
): void => {
  const files = thumbnailsFolder(folder)
  mkdirSync(files, { recursive: true })
  for (const [index, id] of ids.entries())
    writeFileSync(
      join(files, thumbnailFileName(id)),
      thumbnails[index % thumbnails.length] ?? new Uint8Array(),
    )
}
