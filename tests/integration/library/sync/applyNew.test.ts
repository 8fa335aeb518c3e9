import { canonicalJson } from '@shared/sync/record'
import type { ReadRecords } from '@shared/sync/syncedLibrary'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { writeConversation } from '../../../../src/library/conversations'
import type { Database } from '../../../../src/library/Database'
import { saveFolder } from '../../../../src/library/folders'
import { writeMessage } from '../../../../src/library/messages'
import { removeMessage } from '../../../../src/library/removal'
import { catchUpStep } from '../../../../src/library/search/catchUp'
import { applyNew } from '../../../../src/library/sync/applyNew'
import { applyRecords } from '../../../../src/library/sync/applyRecords'
import { loadRecord } from '../../../../src/library/sync/records'
import { readNumber, readText } from '../../../../src/library/values'
import { conversation, question } from '../helpers'
import { SyncDevice, settle } from './SyncDevice'

/** Merges every record by itself, as if nothing could be written at once. */
class CarefulDevice extends SyncDevice {
  protected override apply(pack: ReadRecords): void {
    applyRecords(this.database, pack, this.now, (_, records) => records)
  }
}

/** Counts what was written at once. */
class CountingDevice extends SyncDevice {
  fast = 0
  merged = 0

  protected override apply(pack: ReadRecords): void {
    applyRecords(this.database, pack, this.now, (database, records) => {
      const rest = applyNew(database, records)
      this.fast += records.length - rest.length
      this.merged += rest.length
      return rest
    })
  }
}

interface Told {
  readonly id: string
  readonly messages: number
  readonly isPinned: boolean
  readonly hasFolder: boolean
  readonly removed: number | null
}

/** Each message under one of those before it: of one id there is the same on every machine, or less of it. */
const write = (database: Database, { id, messages, isPinned, hasFolder, removed }: Told): void => {
  if (hasFolder) saveFolder(database, { id: `f-${id}`, name: 'F', position: 1, createdAt: 5 })
  const key = writeConversation(
    database,
    conversation(id, {
      createdAt: 100,
      updatedAt: 200,
      leafId: messages === 0 ? null : `${id}-${messages - 1}`,
      ...(isPinned ? { pinnedAt: 7 } : {}),
      ...(hasFolder ? { folderId: `f-${id}` } : {}),
      choices: isPinned ? { model: 'm' } : {},
    }),
  )
  for (let at = 0; at < messages; at += 1)
    writeMessage(
      database,
      key,
      question(`${id}-${at}`, `word${at} of ${id}`, {
        conversationId: id,
        parentId: at === 0 ? null : `${id}-${Math.floor(at / 2)}`,
        createdAt: 1_000 + at,
      }),
    )
  if (removed !== null && messages > 0) removeMessage(database, `${id}-${removed % messages}`)
}

const history =
  (all: readonly Told[]) =>
  (database: Database): void => {
    for (const each of all) write(database, each)
  }

const told = (ids: readonly string[]) =>
  fc.uniqueArray(
    fc.record({
      id: fc.constantFrom(...ids),
      messages: fc.nat({ max: 30 }),
      isPinned: fc.boolean(),
      hasFolder: fc.boolean(),
      removed: fc.option(fc.nat({ max: 30 }), { freq: 3 }),
    }),
    { selector: ({ id }) => id, maxLength: 5 },
  )

/** All that is known of everything, also who wrote and deleted it. */
const everything = (device: SyncDevice): string => {
  const kept = ['folder', 'conversation', 'message'].flatMap((kind) =>
    device.database
      .all(
        kind === 'message'
          ? `SELECT m.id FROM messages m JOIN conversations c ON c.pk = m.conversation
             UNION SELECT r.id FROM removed_messages r JOIN conversations c ON c.pk = r.conversation ORDER BY 1`
          : `SELECT id FROM ${kind}s ORDER BY id`,
      )
      .map(({ id }) => canonicalJson(loadRecord(device.database, kind, readText(id)))),
  )
  return [...kept, device.shown()].join('\n')
}

const found = (device: SyncDevice, query: string): string[] => {
  while (catchUpStep(device.database));
  return device.methods.search({ query, limit: 500 }).hits.map(({ conversationId }) => conversationId)
}

let time = 1e12
const now = () => {
  time += 7
  return time
}

test('what is written at once is the same as what is merged one by one, before and after more is done', () => {
  fc.assert(
    fc.property(
      told(['a1', 'a2', 'both1', 'both2']),
      told(['b1', 'b2', 'both1', 'both2']),
      fc.array(fc.nat({ max: 40 }), { maxLength: 12 }),
      fc.nat({ max: 60 }),
      (ofA, ofB, verbs, most) => {
        const a = new SyncDevice('a', now, history(ofA))
        const b = new SyncDevice('b', now, history(ofB))
        const fast = new CountingDevice('c', now)
        const slow = new CarefulDevice('d', now)
        const all = [a, b, fast, slow]
        try {
          // Packs of any size, and deliveries that stop half-way.
          for (const device of [a, b]) while (device.send(most + 1));
          for (const [index, verb] of verbs.entries()) {
            const device = verb % 2 === 0 ? a : b
            const ids = device.conversationIds()
            const id = ids[verb % Math.max(1, ids.length)]
            const messages = id === undefined ? [] : device.messageIds(id)
            const messageId = messages[verb % Math.max(1, messages.length)]
            if (verb % 5 === 0 && id !== undefined) device.methods.deleteConversation({ id })
            else if (verb % 5 === 1 && messageId !== undefined)
              device.methods.removeMessage({ id: messageId })
            else if (verb % 5 === 2 && id !== undefined)
              device.methods.arrangeConversations({ places: [{ id, pinnedAt: index + 1 }] })
            else if (verb % 5 === 3)
              for (const each of [fast, slow]) for (const other of [a, b]) each.readFrom(other, 1)
            else if (id !== undefined)
              device.methods.addMessages({
                conversation: conversation(id, {
                  ...device.methods.getConversation({ id }),
                  leafId: `new${index}`,
                }),
                messages: [
                  question(`new${index}`, `later${index}`, {
                    conversationId: id,
                    parentId: messageId ?? null,
                    createdAt: 5_000 + index,
                  }),
                ],
              })
            device.send(most + 1)
          }
          settle(all)
          expect(everything(fast)).toBe(everything(slow))
          expect(new Set(all.map((device) => device.digest())).size).toBe(1)
          expect(found(fast, 'word0').sort()).toEqual(found(slow, 'word0').sort())
          // What came at once is deleted like everything else, by those who have seen it.
          for (const id of fast.conversationIds()) fast.methods.deleteConversation({ id })
          settle(all)
          expect(all.map((device) => device.conversationIds())).toEqual([[], [], [], []])
        } finally {
          for (const device of all) device.close()
        }
      },
    ),
    { numRuns: Number(process.env.PARLEY_SYNC_RUNS ?? 40) },
  )
}, 120_000)

test('a history that comes to an empty machine is written at once, newest first, with hardly a row of clocks', () => {
  const a = new SyncDevice('a', now, (database) => {
    for (let at = 0; at < 12; at += 1)
      write(database, {
        id: `c${at}`,
        messages: 6,
        isPinned: at % 3 === 0,
        hasFolder: at % 4 === 0,
        removed: null,
      })
  })
  const b = new CountingDevice('b', now)
  try {
    settle([a, b])
    expect(everything(b)).toBe(everything(a))
    // Folders alone are merged.
    expect([b.fast, b.merged]).toEqual([12 + 72, 3])
    const rows = (table: string) =>
      readNumber(b.database.get(`SELECT count(*) AS count FROM ${table}`)?.count)
    expect(rows("sync_clocks WHERE kind <> 'folder'")).toBe(0)
    expect(rows('sync_born')).toBe(2)
    // The search tells what was said last first, by the order of keys.
    expect(found(b, 'word5')).toEqual(found(a, 'word5'))
    expect(rows("facts WHERE name LIKE 'unindexed:%'")).toBe(0)
    // Nothing of it is told on as if it were this device's.
    expect(b.log).toEqual([])
  } finally {
    a.close()
    b.close()
  }
})
