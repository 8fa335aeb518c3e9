import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import type { OpenedConversation } from '@shared/ipc/library/conversations'
import type { Conversation } from '@shared/model/conversation'
import type { PictureFilter } from '@shared/model/gallery'
import type { Message, Part } from '@shared/model/message'
import { unpackOutline } from '@shared/model/outline'
import type { Picture } from '@shared/model/picture'
import { afterEach, beforeEach, vi } from 'vitest'
import { createLibrary, type LibraryOptions, type LocalLibrary } from '../../../src/library/library'

/** A real library in a folder of its own for each test, closed and removed afterwards. */
export const libraryPlace = () => {
  // Every write waits for a real disk, and other tests want it too.
  vi.setConfig({ testTimeout: 60_000 })
  let folder = ''
  let opened: LocalLibrary[] = []
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'parley-library-'))
    opened = []
  })
  afterEach(() => {
    for (const library of opened) library.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const create = (options: Partial<LibraryOptions> = {}): LocalLibrary => {
    const library = createLibrary({ folder, ...options })
    opened.push(library)
    return library
  }
  return {
    get folder() {
      return folder
    },
    create,
    open: (options: Partial<LibraryOptions> = {}): LocalLibrary => {
      const library = create(options)
      library.open()
      return library
    },
  }
}

export const conversation = (id: string, more: Partial<Conversation> = {}): Conversation => ({
  id,
  title: `Title of ${id}`,
  createdAt: 1_000,
  updatedAt: 1_000,
  leafId: null,
  choices: {},
  ...more,
})

/** The entries of an opened conversation; none where there is none. */
export const outlineOf = (opened: OpenedConversation | null) => (opened ? unpackOutline(opened.outline) : [])

export const textParts = (text: string): Part[] => [{ type: 'text', text }]

export const question = (id: string, text: string, more: Partial<Message> = {}): Message => ({
  id,
  conversationId: 'c',
  parentId: null,
  role: 'user',
  state: 'complete',
  parts: textParts(text),
  createdAt: 1_000,
  finishedAt: 1_000,
  ...more,
})

export const streamingAnswer = (id: string, more: Partial<Message> = {}): Message => ({
  id,
  conversationId: 'c',
  parentId: null,
  role: 'assistant',
  state: 'streaming',
  parts: [],
  createdAt: 2_000,
  engineId: 'built-in',
  model: 'm',
  ...more,
})

export const growText = (library: LocalLibrary, messageId: string, chunkIndex: number, text: string): void =>
  library.appendChunks({
    parts:
      chunkIndex === 0 ? [{ messageId, partIndex: 0, nextChunk: 0, part: { type: 'text', text: '' } }] : [],
    chunks: [{ messageId, partIndex: 0, chunkIndex, text }],
  })

/** The code of the failure, for one line in a test. */
export const codeOf = (work: () => unknown): string => {
  try {
    work()
    return 'no failure'
  } catch (error) {
    return error instanceof AppError ? error.code : `not expected: ${error}`
  }
}

/** What the gallery shows, newest first: all of it, or a part. */
export const picturesIn = (
  library: LocalLibrary,
  filter: PictureFilter = {},
  { offset = 0, limit = 200 } = {},
): readonly Picture[] => library.loadGalleryRows({ filter, from: -8.64e15, until: 8.64e15, offset, limit })

export const maintainAll = (library: LocalLibrary): void => {
  while (library.maintain());
}

export const applyAllRetention = (library: LocalLibrary): void => {
  while (library.applyRetention());
}

/** Whether any file of the folder holds these bytes. */
export const isOnDisk = (folder: string, text: string): boolean =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .some((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(text))

/** Small but real pictures: a whole header of each format, and something behind it. */
export const png = (width: number, height: number, salt = 0): Uint8Array => {
  const bytes = Buffer.alloc(64)
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  bytes.writeUInt32BE(13, 8)
  bytes.write('IHDR', 12, 'latin1')
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  bytes.writeUInt32BE(salt, 60)
  return new Uint8Array(bytes)
}

export const newPicture = (bytes: Uint8Array, prompt = 'a kite', conversationId: string | null = null) => ({
  bytes,
  prompt,
  model: 'painter',
  costUsd: 0.04,
  messageId: null,
  conversationId,
  parentId: null,
})
