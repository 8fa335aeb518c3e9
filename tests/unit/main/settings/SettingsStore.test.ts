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
