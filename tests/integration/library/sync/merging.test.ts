import { createHash } from 'node:crypto'
import type { Message } from '@shared/model/message'
import { canonicalJson } from '@shared/sync/record'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { addFile } from '../../../../src/library/attachments/files'
import { conversation, newPicture, outlineOf, png, question, textParts } from '../helpers'
import { SyncDevice, settle } from './SyncDevice'

let devices: SyncDevice[] = []
const hour = 3_600_000
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
/** Three machines whose clocks are hours apart. */
const makeDevices = (): readonly [SyncDevice, SyncDevice, SyncDevice] => {
  let time = 100 * hour
  const made = [-hour, 0, 2 * hour].map(
    (offset, index) =>
      new SyncDevice('abc'.charAt(index), () => {
        time += 7
        return time + offset
      }),
  )
  devices = made
  return made as unknown as readonly [SyncDevice, SyncDevice, SyncDevice]
}
afterEach(() => {
  for (const device of devices) device.close()
  devices = []
})

const begin = (device: SyncDevice, id: string, messages: readonly Message[] = []) =>
  device.methods.addMessages({
    conversation: conversation(id, { leafId: messages.at(-1)?.id ?? null }),
    messages,
  })
const same = (all: readonly SyncDevice[]) => {
  expect(new Set(all.map((each) => each.digest())).size).toBe(1)
  expect(new Set(all.map((each) => each.shown())).size).toBe(1)
}

test('a conversation of one device is there on the others, word for word', () => {
  const [a, b, c] = makeDevices()
  const parts = [...textParts('Ärger \u0000 \ud800 "quotes"'), { type: 'text' as const, text: 'more' }]
  begin(a, 'c', [
    question('q', 'ignored', {
      parts,
      usage: { inputTokens: 1, cachedInputTokens: 0, outputTokens: 2, reasoningTokens: 0 },
      costUsd: null,
    }),
  ])
  settle([a, b, c])
  same([a, b, c])
  expect(b.methods.loadMessages({ ids: ['q'] })).toEqual(a.methods.loadMessages({ ids: ['q'] }))
  expect(c.methods.getConversation({ id: 'c' })).toMatchObject(a.methods.getConversation({ id: 'c' }) ?? {})
  expect(b.methods.search({ query: 'more', limit: 10 }).hits).toHaveLength(1)
})

test('two answers to one question are siblings', () => {
  const [a, b, c] = makeDevices()
  begin(a, 'c', [question('q', 'Why?')])
  settle([a, b, c])
  for (const [device, id] of [
    [a, 'a1'],
    [b, 'a2'],
  ] as const)
    begin(device, 'c', [question(id, `Because ${id}`, { parentId: 'q', role: 'assistant' })])
  settle([a, b, c])
  same([a, b, c])
  expect(c.messageIds('c')).toEqual(['a1', 'a2', 'q'])
})

test('siblings stand in the order of their making on every device, whichever came first', () => {
  const [a, b, c] = makeDevices()
  begin(a, 'c', [question('q', 'Why?')])
  settle([a, b, c])
  const answer = (id: string, createdAt: number) =>
    question(id, `Because ${id}`, { parentId: 'q', role: 'assistant', createdAt })
  begin(a, 'c', [answer('late', 3_000), answer('b-same', 2_000)])
  begin(b, 'c', [answer('a-same', 2_000), answer('early', 1_500)])
  settle([a, b, c])
  same([a, b, c])
  for (const device of [a, b, c])
    expect(outlineOf(device.methods.openConversation({ id: 'c', limit: 1 })).map(({ id }) => id)).toEqual([
      'q',
      'early',
      'a-same',
      'b-same',
      'late',
    ])
})

test('what is still being written is not given, and what it became is', () => {
  const [a, b, c] = makeDevices()
  begin(a, 'c', [
    question('q', 'Why?'),
    question('s', '', { parentId: 'q', role: 'assistant', state: 'streaming' }),
  ])
  settle([a, b, c])
  expect(b.messageIds('c')).toEqual(['q'])
  a.methods.finishMessage({ message: question('s', 'So.', { parentId: 'q', role: 'assistant' }) })
  settle([a, b, c])
  same([a, b, c])
  expect(b.methods.loadMessages({ ids: ['s'] })[0]?.parts).toEqual(textParts('So.'))
})

test('fields changed on two devices come together, and a name that the user gave stays', () => {
  const [a, b, c] = makeDevices()
  begin(a, 'c', [question('q', 'Why?')])
  settle([a, b, c])
  const now = a.methods.getConversation({ id: 'c' })
  if (!now) throw new Error('It is there')
  a.methods.saveConversation({
    conversation: { ...now, title: 'Mine', titleSource: 'person', choices: { model: 'm' } },
  })
  b.methods.saveConversation({
    conversation: { ...now, title: 'A model’s', titleSource: 'model', choices: { voice: 'onyx' } },
  })
  c.methods.arrangeConversations({ places: [{ id: 'c', pinnedAt: 5 }] })
  settle([a, b, c])
  same([a, b, c])
  expect(b.methods.getConversation({ id: 'c' })).toMatchObject({
    title: 'Mine',
    titleSource: 'person',
    choices: { model: 'm', voice: 'onyx' },
    pinnedAt: 5,
  })
  a.methods.saveConversation({
    conversation: { ...now, title: 'Mine', titleSource: 'person', choices: { voice: 'onyx' } },
  })
  settle([a, b, c])
  expect(c.methods.getConversation({ id: 'c' })?.choices).toEqual({ voice: 'onyx' })
})

test('a deletion reaches what its device had seen; something said elsewhere meanwhile brings all of it back', () => {
  const [a, b, c] = makeDevices()
  for (const id of ['gone', 'back']) begin(a, id, [question(`${id}-q`, 'Why?', { conversationId: id })])
  settle([a, b, c])
  a.methods.deleteConversation({ id: 'gone' })
  a.methods.deleteConversation({ id: 'back' })
  b.methods.addMessages({
    conversation: conversation('back', { leafId: 'new' }),
    messages: [question('new', 'And?', { conversationId: 'back', parentId: 'back-q' })],
  })
  settle([a, b, c])
  same([a, b, c])
  expect(a.conversationIds()).toEqual(['back'])
  expect(a.messageIds('back')).toEqual(['back-q', 'new'])
  // Deleted once more, by a device that has seen all of it.
  c.methods.deleteConversation({ id: 'back' })
  settle([a, b, c])
  expect([a, b, c].map((each) => each.conversationIds())).toEqual([[], [], []])
})

test('a folder that one device deleted and another went on with comes back with what lay in it', () => {
  const [a, b, c] = makeDevices()
  const folder = { id: 'f', name: 'F', position: 0, createdAt: 1 }
  a.methods.saveFolder({ folder })
  begin(a, 'c', [question('q', 'Why?')])
  settle([a, b, c])
  a.methods.arrangeConversations({ places: [{ id: 'c', folderId: 'f' }] })
  a.send()
  c.readFrom(a)
  a.methods.saveFolder({ folder: { ...folder, name: 'Gone on with' } })
  // It has heard of neither; the third hears of the deletion before it hears of the new name.
  b.methods.deleteFolder({ id: 'f' })
  b.send()
  c.readFrom(b)
  settle([a, b, c])
  same([a, b, c])
  expect(b.methods.getConversation({ id: 'c' })?.folderId).toBe('f')
  expect(c.methods.getConversation({ id: 'c' })?.folderId).toBe('f')
})

test('a pack that was not confirmed is given again, and does no harm twice', () => {
  const [a, b] = makeDevices()
  begin(a, 'c', [question('q', 'Why?')])
  a.send(1, false)
  a.methods.arrangeConversations({ places: [{ id: 'c', pinnedAt: 5 }] })
  settle([a, b])
  b.readAgain(a, 10)
  same([a, b])
})

test('records of a later version wait, and do not stop the others', () => {
  const [a, b] = makeDevices()
  begin(a, 'c', [question('q', 'Why?')])
  a.send()
  const [pack] = a.log
  if (!pack) throw new Error('There is one')
  const project = { v: 2, kind: 'project', id: 'p', set: {}, written: {}, deleted: {} }
  a.log[0] = { ...pack, records: [project, ...pack.records] }
  settle([a, b])
  same([a, b])
  expect(b.database.all('SELECT kind, id FROM sync_waiting')).toEqual([{ kind: 'project', id: 'p' }])
})

// ——— Whatever is done where, and whatever arrives when

type Verb = readonly [device: number, verb: number, one: number, two: number]

/** All messages that some device had as it deleted their conversation. */
const act = (
  all: readonly SyncDevice[],
  [at, verb, one, two]: Verb,
  covered: Set<string>,
  step: number,
): void => {
  const device = all[at % all.length] as SyncDevice
  const { methods } = device
  const pick = (from: readonly string[], by: number) => from[by % Math.max(1, from.length)]
  const id = pick(device.conversationIds(), one)
  const found = id === undefined ? null : methods.getConversation({ id })
  const messageId = found ? pick(device.messageIds(found.id), two) : undefined
  const folderId = pick(device.folderIds(), two)
  switch (verb) {
    case 0:
    case 1:
      begin(device, `c${step}`, [
        question(`q${step}`, `word ${step}`, { conversationId: `c${step}`, createdAt: step }),
      ])
      return
    case 2:
      if (!found) return
      methods.addMessages({
        conversation: { ...found, leafId: `m${step}`, updatedAt: step },
        messages: [
          question(`m${step}`, `said ${step}`, {
            conversationId: found.id,
            parentId: messageId ?? null,
            createdAt: step,
          }),
        ],
      })
      return
    case 3:
      if (found)
        methods.saveConversation({
          conversation: {
            ...found,
            title: `T${two}`,
            titleSource: two % 2 || found.titleSource === 'person' ? 'person' : 'model',
          },
        })
      return
    case 4:
      if (found)
        methods.arrangeConversations({
          places: [{ id: found.id, [two % 2 ? 'pinnedAt' : 'trashedAt']: two % 3 ? step : null }],
        })
      return
    case 5:
      if (found)
        methods.saveConversation({
          conversation: { ...found, choices: { ...found.choices, [two % 2 ? 'model' : 'voice']: `x${two}` } },
        })
      return
    case 6: {
      const removed = messageId === undefined ? null : methods.removeMessage({ id: messageId })
      if (removed) device.removed.push(removed)
      return
    }
    case 7: {
      const removed = device.removed.pop()
      if (removed && methods.getConversation({ id: removed.message.conversationId }))
        methods.restoreMessage({ removed })
      return
    }
    case 8:
      if (!found) return
      for (const seen of [...device.messageIds(found.id), ...device.removedIds()]) covered.add(seen)
      methods.deleteConversation({ id: found.id })
      return
    case 9: {
      const [message] = messageId === undefined ? [] : methods.loadMessages({ ids: [messageId] })
      if (message) methods.finishMessage({ message: { ...message, parts: textParts(`went on ${step}`) } })
      return
    }
    case 10:
      methods.saveFolder({
        folder: { id: `f${two % 3}`, name: `F${step}`, position: two, createdAt: two % 3 },
      })
      return
    case 11:
      if (folderId !== undefined) methods.deleteFolder({ id: folderId })
      return
    case 12:
      if (found) methods.arrangeConversations({ places: [{ id: found.id, folderId: folderId ?? null }] })
      return
    case 13:
      device.send((two % 3) + 1, two % 4 !== 0)
      return
    case 18: {
      if (!found) return
      const picture = methods.addPicture(newPicture(png(2, 2, two % 4), `p${step}`, found.id))
      methods.addMessages({
        conversation: { ...found, leafId: `m${step}` },
        messages: [
          question(`m${step}`, '', {
            conversationId: found.id,
            parentId: messageId ?? null,
            createdAt: step,
            parts: [{ type: 'picture', prompt: 'p', pictureId: picture.id, width: 2, height: 2 }],
          }),
        ],
      })
      return
    }
    case 19: {
      if (!found) return
      const name = `${two % 4}.txt`
      const file = addFile(
        device.database,
        { name, contents: { id: sha256(name), kind: 'text', byteLength: 5, text: `text ${name}` } },
        step,
      )
      const part = { type: 'file', fileId: file.id, name, mediaType: 'text/plain', byteLength: 5 } as const
      methods.addMessages({
        conversation: { ...found, leafId: `m${step}` },
        messages: [
          question(`m${step}`, '', {
            conversationId: found.id,
            parentId: messageId ?? null,
            createdAt: step,
            parts: [part],
          }),
        ],
      })
      return
    }
    case 20: {
      const [message] = messageId === undefined ? [] : methods.loadMessages({ ids: [messageId] })
      if (message)
        methods.finishMessage({ message: { ...message, role: 'assistant', costUsd: step, finishedAt: step } })
      return
    }
    case 23: {
      const facts = device.facts
      const id = `fact${two % 4}`
      const others = facts.filter((each) => each.id !== id)
      if (one % 3 === 0) device.exchange(others)
      else device.exchange([...others, { id, fields: { text: `t${step}`, [`of${one % 2}`]: step } }])
      return
    }
    case 22:
      // The user's word on what waits, if anything does.
      device.settleDeletions(two % 2 === 0)
      return
    case 21:
      methods.addCharge({
        charge: { kind: 'speech', at: step, conversationId: found?.id ?? null, model: 'v', costUsd: two },
      })
      return
    default: {
      const other = all[one % all.length] as SyncDevice
      if (other === device) device.send()
      else if (two % 5 === 0) device.readAgain(other, two)
      else device.readFrom(other, (two % 3) + 1)
    }
  }
}

const small = fc.nat({ max: 11 })
const verbs = fc.array(fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 28 }), small, small), {
  minLength: 5,
  maxLength: 60,
})

test('whatever is done on three devices, in any order of delivery, all end with the same and nothing is lost', () => {
  fc.assert(
    fc.property(verbs, fc.nat({ max: 7 }), fc.boolean(), (script, answers, isGuarded) => {
      const all = makeDevices()
      if (isGuarded) for (const device of all) device.limits = { count: 0, share: 0 }
      try {
        const covered = new Set<string>()
        const made = new Set<string>()
        for (const [step, verb] of script.entries()) {
          act(all, verb, covered, step + 1)
          for (const device of all)
            for (const id of device.conversationIds())
              for (const each of device.messageIds(id)) made.add(each)
        }
        settle(all)
        for (let round = 0; round < 3; round += 1) {
          for (const device of all) device.exchange()
          settle(all)
        }
        expect(new Set(all.map(({ facts }) => canonicalJson(facts))).size).toBe(1)
        // Undecided, nothing of what others take is gone.
        const kept = all.flatMap((device) => device.conversationIds().flatMap((id) => device.messageIds(id)))
        const gone = new Set(all.flatMap((device) => device.removedIds()))
        for (const id of made) if (!covered.has(id) && !gone.has(id)) expect(kept).toContain(id)
        for (let round = 0; all.some(({ held }) => held !== null); round += 1) {
          for (const [index, device] of all.entries()) device.settleDeletions((answers >> index) % 2 === 0)
          settle(all)
          if (round > 20) throw new Error('They never agree')
        }
        same(all)
        const [first] = all
        expect(new Set(all.map((each) => each.spent())).size).toBe(1)
        const there = new Set(first.conversationIds().flatMap((id) => first.messageIds(id)))
        const removed = new Set(first.removedIds())
        for (const id of made) if (!covered.has(id) && !removed.has(id)) expect(there).toContain(id)
      } finally {
        for (const device of all) device.close()
        devices = []
      }
    }),
    { numRuns: Number(process.env.PARLEY_SYNC_RUNS ?? 60) },
  )
}, 120_000)
