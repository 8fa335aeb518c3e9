import type { AppEvent } from '@shared/model/events'
import { settingsSchema } from '@shared/model/settings'
import { expect, it } from 'vitest'
import { Emitter } from '../../../../src/main/lib/Emitter'
import { SettingsStore } from '../../../../src/main/settings/SettingsStore'
import { MemorySettingsFile } from '../../../fakes/memorySettingsFile'

const make = (text = '{}') => {
  const file = new MemorySettingsFile(text)
  const events = new Emitter<AppEvent>()
  return { file, events, store: new SettingsStore(file, events) }
}

it('begins with the defaults', () => {
  expect(make().store.get()).toEqual(settingsSchema.parse({}))
  expect(make().store.get()).toMatchObject({
    systemPrompt: 'You are a helpful assistant',
    voice: 'onyx',
    pictureSize: '1024x1024',
    idleTimeoutMs: 60_000,
  })
})

it('reads a damaged file as far as it is good', () => {
  const { store } = make(
    '{"systemPrompt": "Be brief", "streaming": "perhaps", "engines": [{"id": 3}], "unknown": 1}',
  )
  expect(store.get()).toMatchObject({ systemPrompt: 'Be brief', streaming: true, engines: [] })
})

it('reads an engine of which an older version had learnt what is not asked any more', () => {
  const engine = { id: 'server', kind: 'compatible', name: 'Mine', baseUrl: 'http://127.0.0.1:8080/v1' }
  const { store } = make(
    JSON.stringify({
      engines: [{ ...engine, capabilities: { tools: false, pictures: true, transcription: true } }],
    }),
  )
  expect(store.get().engines).toEqual([{ ...engine, capabilities: { tools: false } }])
})

it('reads the other engines where one cannot be read', () => {
  const engine = { id: 'a', kind: 'compatible', name: 'Mine', baseUrl: 'http://127.0.0.1:1/v1' }
  const { store } = make(JSON.stringify({ engines: [{ ...engine, baseUrl: 'nowhere' }, engine, 7] }))
  expect(store.get().engines).toEqual([{ ...engine, capabilities: {} }])
})

it('keeps what it does not know, for a newer version that does', () => {
  const { store, file } = make('{"fromTheFuture": {"a": 1}}')
  store.update({ readAloud: true })
  expect(file.read()).toEqual({ fromTheFuture: { a: 1 }, readAloud: true })
})

it('tells every listener', () => {
  const { store, events } = make()
  const seen: AppEvent[] = []
  events.subscribe((event) => seen.push(event))
  store.update({ voice: 'nova' })
  expect(seen).toEqual([{ type: 'settings.changed', settings: store.get() }])
})

it('never writes what holds for this run only, and lets the user choose otherwise', () => {
  const { store, file } = make()
  store.overrideForRun({ engineId: 'environment' })
  store.update({ streaming: false })
  expect(store.get().engineId).toBe('environment')
  expect(file.text).not.toContain('environment')
  store.update({ engineId: 'openai' })
  expect(store.get().engineId).toBe('openai')
})

const good = { id: 'a', kind: 'compatible', name: 'Mine', baseUrl: 'http://127.0.0.1:1/v1', capabilities: {} }
const other = { ...good, id: 'b', name: 'Other' }

it.each([
  { id: 'x', kind: 'a later kind', name: 'X', baseUrl: null },
  { ...good, id: 5 },
  { ...good, baseUrl: { a: 1 } },
  'an engine',
  null,
  [good],
])('ATK-18: an engine that cannot be read costs itself, and stays in the file: %j', (bad) => {
  const { store, file } = make(JSON.stringify({ engines: [good, bad, other] }))
  expect(store.get().engines).toEqual([good, other])
  store.saveEngine({ ...other, id: 'c' } as Parameters<typeof store.saveEngine>[0])
  expect(file.read().engines).toEqual([good, other, { ...other, id: 'c' }, bad])
})

it('ATK-18: what was learnt of an engine costs no engine', () => {
  const { store } = make(JSON.stringify({ engines: [{ ...good, capabilities: { tools: 'perhaps' } }] }))
  expect(store.get().engines).toHaveLength(1)
  expect(make(JSON.stringify({ engines: [{ ...good, capabilities: 7 }] })).store.get().engines).toEqual([
    good,
  ])
})

it.each([5, {}, [], true, 'x'.repeat(61)])(
  'ATK-18: a shortcut that cannot be read costs itself, and stays in the file: %j',
  (bad) => {
    const { store, file } = make(JSON.stringify({ shortcuts: { palette: 'CmdOrCtrl+J', bad } }))
    expect(store.get().shortcuts).toEqual({ palette: 'CmdOrCtrl+J' })
    store.update({ shortcuts: { palette: null } })
    expect(file.read().shortcuts).toEqual({ bad, palette: null })
  },
)

it('one action, assistant or option that cannot be read costs itself', () => {
  const action = { id: 'a', name: 'Explain', prompt: 'Explain' }
  const assistant = { id: 'a', name: 'Mine', symbol: '', systemPrompt: 'Be brief' }
  const { store } = make(
    JSON.stringify({
      lookActions: [{ ...action, name: 7 }, action],
      assistants: [assistant, 'x'],
      pictureExport: {
        format: 'jpeg',
        quality: 'best',
        details: 'x',
        namePattern: '{prompt}',
        pack: 'files',
      },
    }),
  )
  const { lookActions, assistants, pictureExport } = store.get()
  const { pictureExport: defaults } = settingsSchema.parse({})
  // It is from a version that knew no more of it.
  expect(lookActions).toEqual([{ ...action, withSelection: true, result: 'show' }])
  expect(assistants).toEqual([assistant])
  expect(pictureExport).toEqual({ ...defaults, format: 'jpeg', namePattern: '{prompt}' })
})

it('more entries than there may be cost those at the end, which stay in the file', () => {
  const engines = Array.from({ length: 60 }, (_, n) => ({ ...good, id: `e${n}` }))
  const { store, file } = make(JSON.stringify({ engines }))
  expect(store.get().engines).toEqual(engines.slice(0, 50))
  store.update({ engines: [] })
  expect(file.read().engines).toEqual(engines.slice(50))
})
