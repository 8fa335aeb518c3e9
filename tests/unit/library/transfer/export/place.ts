import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExportOutcome, ExportTask } from '@shared/ipc/library/exports'
import type { Conversation } from '@shared/model/conversation'
import { defaultExportOptions, type ExportOptions } from '@shared/model/exports'
import type { Message, Part } from '@shared/model/message'
import type { Picture } from '@shared/model/picture'
import type { TransferProgress } from '@shared/model/transfer'
import { afterEach, beforeEach } from 'vitest'
import { exportConversations } from '../../../../../src/library/transfer/export/exportConversations'
import { packOutline } from '../../../../fakes/packOutline'

export const conversation = (id: string, more: Partial<Conversation> = {}): Conversation => ({
  id,
  title: `Title of ${id}`,
  createdAt: Date.UTC(2026, 10, 1, 12),
  updatedAt: Date.UTC(2026, 10, 2, 12),
  leafId: null,
  choices: {},
  ...more,
})

export const said = (
  id: string,
  parentId: string | null,
  parts: string | readonly Part[],
  more: Partial<Message> = {},
): Message => ({
  id,
  conversationId: 'c',
  parentId,
  role: 'user',
  state: 'complete',
  createdAt: Date.UTC(2026, 10, 1, 12),
  parts: typeof parts === 'string' ? [{ type: 'text', text: parts }] : parts,
  ...more,
})

export const answered = (
  id: string,
  parentId: string,
  parts: string | readonly Part[],
  more: Partial<Message> = {},
) => said(id, parentId, parts, { role: 'assistant', model: 'gpt-test', ...more })

export const picture = (id: string, more: Partial<Picture> = {}): Picture => ({
  id,
  format: 'png',
  byteLength: 3,
  width: 64,
  height: 32,
  prompt: 'a kite',
  model: 'painter',
  costUsd: 0.04,
  createdAt: 1,
  messageId: null,
  conversationId: 'c',
  parentId: null,
  ...more,
})

/** A history in memory over a real folder of files, and exports of it. */
export const exportPlace = () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'parley-export-'))
    mkdirSync(join(folder, 'pictures'))
    mkdirSync(join(folder, 'files'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  return {
    get folder() {
      return folder
    },
    out: (name: string) => join(folder, name),
    read: (name: string) => readFileSync(join(folder, name), 'utf8'),
    keepPicture: (picture: Picture, bytes: string | Uint8Array = 'PNG') =>
      writeFileSync(join(folder, 'pictures', `${picture.id}.png`), bytes),
    keepFile: (id: string, bytes: string) => writeFileSync(join(folder, 'files', id), bytes),
    async run(
      history: {
        readonly conversations: readonly Conversation[]
        readonly messages: readonly Message[]
        readonly pictures?: readonly Picture[]
      },
      options: Partial<Omit<ExportOptions, 'format'>> & { format: ExportTask['options']['format'] },
      more: Partial<ExportTask> = {},
      progress: TransferProgress[] = [],
      signal: AbortSignal = new AbortController().signal,
    ): Promise<ExportOutcome> {
      const { conversations, messages, pictures = [] } = history
      return exportConversations(
        {
          conversationIds: conversations.map(({ id }) => id),
          options: { ...defaultExportOptions, ...options },
          forPaper: false,
          exportedAt: Date.UTC(2026, 10, 22, 12),
          target: {
            type: 'file',
            path: join(folder, 'out'),
            pictures: { folder: join(folder, 'out files'), name: 'out files' },
          },
          ...more,
        },
        {
          libraryFolder: folder,
          source: {
            openConversation: async ({ id }) => {
              const found = conversations.find((each) => each.id === id)
              const outline = messages
                .filter((each) => each.conversationId === id)
                .map(({ id, parentId, role, state, createdAt }) => ({ id, parentId, role, state, createdAt }))
              return found ? { conversation: found, outline: packOutline(outline), messages: [] } : null
            },
            loadMessages: async ({ ids }) =>
              ids.flatMap((id) => messages.find((each) => each.id === id) ?? []),
            getPicture: async ({ id }) => pictures.find((each) => each.id === id) ?? null,
            getPlacement: async () => ({ pinnedAt: 5, folder: { id: 'f', name: 'Trips' } }),
          },
          signal,
          onProgress: (each) => progress.push(each),
        },
      )
    },
  }
}
