import { mergeRecords } from '@shared/sync/merge'
import type { SyncRecord } from '@shared/sync/record'
import { afterEach, expect, test } from 'vitest'
import { loadRecord } from '../../../../src/library/sync/records'
import { setState } from '../../../../src/library/sync/schema'
import { conversation, question } from '../helpers'
import { SyncDevice, settle } from './SyncDevice'

let devices: SyncDevice[] = []
afterEach(() => {
  for (const device of devices) device.close()
  devices = []
})
const makeDevices = (): readonly [SyncDevice, SyncDevice, SyncDevice] => {
  let time = 1_000_000
  const now = () => {
    time += 7
    return time
  }
  const made = [new SyncDevice('a', now), new SyncDevice('b', now), new SyncDevice('c', now)] as const
  devices = [...made]
  return made
}
const begin = (device: SyncDevice) =>
  device.methods.addMessages({
    conversation: conversation('c', { leafId: 'q' }),
    messages: [question('q', 'Why?')],
  })

/** Puts what a later version says into the log of a device. */
const say = (device: SyncDevice, records: readonly SyncRecord[]) => {
  const last = device.log.at(-1)
  if (!last) throw new Error('It has said something before')
  device.log.push({ ...last, records })
}
const moment = '00000f00000000000-a'
const of = (device: SyncDevice, kind: string, id: string) => {
  const record = loadRecord(device.database, kind, id)
  if (!record) throw new Error('It is there')
  return record
}

test('a field of tomorrow is kept as it came, through changes here, and told on', () => {
  const [a, b, c] = makeDevices()
  begin(a)
  settle([a, b])
  const colour = { name: 'red', shades: [1, null] }
  say(a, [{ ...of(a, 'conversation', 'c'), v: 2, set: { colour: [colour, moment] } }])
  b.readFrom(a)
  b.methods.arrangeConversations({ places: [{ id: 'c', pinnedAt: 5 }] })
  const now = b.methods.getConversation({ id: 'c' })
  if (!now) throw new Error('It is there')
  b.methods.saveConversation({ conversation: { ...now, title: 'Another', titleSource: 'person' } })
  b.send()
  expect(of(b, 'conversation', 'c').set.colour).toEqual([colour, moment])
  // An older one does not win, a later one does, and both directions agree.
  const older = { ...of(b, 'conversation', 'c'), set: { colour: ['blue', '00000e00000000000-c'] as const } }
  expect(mergeRecords(of(b, 'conversation', 'c'), older).set.colour).toEqual([colour, moment])
  // A device that gets it whole from here gets that as well.
  b.database.run("INSERT INTO sync_unsent (kind, id, field) VALUES ('conversation', 'c', 'again')")
  settle([b, c])
  expect(of(c, 'conversation', 'c').set.colour).toEqual([colour, moment])
})

test('after an update what waited is understood: a kind, a field, a part of a message', () => {
  const [a, b] = makeDevices()
  begin(a)
  a.methods.saveFolder({ folder: { id: 'f', name: 'New', position: 0, createdAt: 1 } })
  settle([a, b])
  const folder = of(a, 'folder', 'f')
  const answer = { ...of(a, 'message', 'q'), id: 'later' }
  // As a version would have left it that knew neither folders, nor pins, nor a part of this answer.
  const { database } = b
  database.run('DELETE FROM folders')
  database.run("DELETE FROM sync_clocks WHERE kind = 'folder'")
  database.run('DELETE FROM sync_unsent')
  const wait = (record: SyncRecord, waitsFor: string) =>
    database.run('INSERT INTO sync_waiting (kind, id, waits_for, record) VALUES (?, ?, ?, ?)', [
      record.kind,
      record.id,
      waitsFor,
      JSON.stringify(record),
    ])
  wait(folder, 'kind:folder')
  wait(answer, 'message:later')
  wait({ ...folder, kind: 'project', id: 'p' }, 'kind:project')
  const clocks = JSON.parse(
    String(database.get("SELECT clocks FROM sync_clocks WHERE kind = 'conversation' AND id = 'c'")?.clocks),
  ) as { set: object }
  database.run("UPDATE sync_clocks SET clocks = ? WHERE kind = 'conversation' AND id = 'c'", [
    JSON.stringify({ ...clocks, set: { ...clocks.set, pinnedAt: moment } }),
  ])
  database.run(
    "INSERT INTO sync_unknown (kind, id, fields) VALUES ('conversation', 'c', '{\"pinnedAt\":5,\"colour\":1}')",
  )
  setState(database, 'understood', 'less')
  // The first try does not come to its end.
  database.execute("CREATE TRIGGER cut BEFORE INSERT ON folders BEGIN SELECT RAISE(ABORT, 'cut'); END")
  expect(() => b.held).toThrow('cut')
  database.execute('DROP TRIGGER cut')
  expect(b.held).toBeNull()
  expect(b.folderIds()).toEqual(['f'])
  expect(b.messageIds('c')).toEqual(['later', 'q'])
  expect(b.methods.getConversation({ id: 'c' })?.pinnedAt).toBe(5)
  // What is still of tomorrow waits on.
  expect(database.all('SELECT kind, id FROM sync_waiting')).toEqual([{ kind: 'project', id: 'p' }])
})

test('what a later version says within a message or cost is kept, through changes here, and told on', () => {
  const [a, b, c] = makeDevices()
  begin(a)
  a.database.run("INSERT INTO costs (source, kind, at, model, cost_usd) VALUES ('s', 'speech', 7, 'v', 0.5)")
  settle([a, b])
  const later = (kind: string, id: string, more: (row: Record<string, unknown>) => object): SyncRecord => {
    const record = of(a, kind, id)
    const [row] = record.set.row ?? []
    return { ...record, v: 2, set: { ...record.set, row: [more(row as Record<string, unknown>), moment] } }
  }
  const said = [
    later('message', 'q', (row) => ({
      ...row,
      mood: 'curious',
      parts: [{ type: 'text', text: 'Why?', weight: 2 }],
    })),
    later('cost', 's', (row) => ({ ...row, tax: 0.2 })),
  ]
  // One that is known, and one that is new.
  say(a, [...said, { ...(said[0] as SyncRecord), id: 'q2' }])
  b.readFrom(a)
  const rowsOf = (device: SyncDevice) =>
    [of(device, 'message', 'q'), of(device, 'message', 'q2'), of(device, 'cost', 's')].map(
      ({ set }) => set.row?.[0],
    )
  const raw = [said[0], said[0], said[1]].map((record) => record?.set.row?.[0])
  expect(rowsOf(b)).toEqual(raw)
  expect(b.methods.loadMessages({ ids: ['q2'] })[0]?.parts).toEqual([{ type: 'text', text: 'Why?' }])
  const again: readonly (readonly [string, string])[] = [
    ['conversation', 'c'],
    ['message', 'q'],
    ['message', 'q2'],
    ['cost', 's'],
  ]
  for (const name of again)
    b.database.run("INSERT INTO sync_unsent (kind, id, field) VALUES (?, ?, 'again')", name)
  settle([b, c])
  expect(rowsOf(c)).toEqual(raw)
  // Changed here, what lies beside the change stays.
  c.database.run("UPDATE messages SET model = 'another' WHERE id = 'q'")
  settle([b, c])
  expect(rowsOf(b)[0]).toMatchObject({ mood: 'curious', model: 'another' })
  // After an update nothing of what was changed here is set back.
  setState(b.database, 'understood', 'less')
  expect(b.held).toBeNull()
  expect(rowsOf(b)).toEqual(rowsOf(c))
  expect(rowsOf(b)[0]).toMatchObject({ mood: 'curious', model: 'another' })
})
