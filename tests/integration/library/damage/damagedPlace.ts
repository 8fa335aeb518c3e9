import { join } from 'node:path'
import type { DamageFound } from '@shared/ipc/library/opening'
import type { Message } from '@shared/model/message'
import { BackupKeeper } from '../../../../src/library/backups/BackupKeeper'
import { Database } from '../../../../src/library/Database'
import type { LibraryOptions, LocalLibrary } from '../../../../src/library/library'
import { here } from '../../../fakes/backupHere'
import { conversation, libraryPlace, question, streamingAnswer, textParts } from '../helpers'

/** What a message says where it could not be read. */
export const damaged = { type: 'failure', code: 'message/damaged' } as const

/** A library with two conversations, closed, to be damaged; and what is told when it is met. */
export const damagedPlace = () => {
  const place = libraryPlace()
  const file = (...names: string[]) => join(place.folder, ...names)
  const keeper = (library: LocalLibrary) =>
    new BackupKeeper({ folder: place.folder, library: library.forBackups, work: here })
  const found: DamageFound[] = []
  const create = (options: Partial<LibraryOptions> = {}) => {
    found.length = 0
    return place.create({ onDamage: (each) => found.push(each), ...options })
  }
  return {
    get folder() {
      return place.folder
    },
    file,
    found: found as readonly DamageFound[],
    keeper,
    create,
    open: (options: Partial<LibraryOptions> = {}): LocalLibrary => {
      const library = create(options)
      library.open()
      return library
    },
    /** q0, a0, q1, a1 … in `c`, and one question in `other`. */
    fill: async ({ turns = 2, withBackup = false } = {}): Promise<void> => {
      const library = place.open()
      const messages: Message[] = Array.from({ length: turns }, (_, index) => [
        question(`q${index}`, `kite question ${index}`, { parentId: index === 0 ? null : `a${index - 1}` }),
        {
          ...streamingAnswer(`a${index}`, { parentId: `q${index}` }),
          state: 'complete' as const,
          parts: textParts(`lantern answer ${index}`),
          usage: { inputTokens: 1, cachedInputTokens: 0, outputTokens: 2, reasoningTokens: 0 },
        },
      ]).flat()
      library.addMessages({
        conversation: conversation('c', { leafId: messages.at(-1)?.id ?? null, choices: { model: 'm' } }),
        messages,
      })
      library.addMessages({
        conversation: conversation('other', { leafId: 'o' }),
        messages: [question('o', 'a harbour', { conversationId: 'other' })],
      })
      if (withBackup) await keeper(library).make({ requestId: 'first', reason: 'asked' }, () => {})
      library.close()
    },
    /** Writes into the closed file, past everything that would refuse it. */
    sql: (...statements: readonly string[]): void => {
      const database = Database.open(file('library.db'))
      try {
        database.execute('PRAGMA foreign_keys = OFF')
        for (const statement of statements) database.execute(statement)
        database.checkpoint()
      } finally {
        database.close()
      }
    },
    /** One value of the closed file. */
    valueOf: (sql: string) => {
      const database = Database.open(file('library.db'))
      try {
        return Object.values(database.get(sql) ?? {})[0]
      } finally {
        database.close()
      }
    },
  }
}
