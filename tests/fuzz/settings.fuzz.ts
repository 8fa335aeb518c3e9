import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AppEvent } from '@shared/model/events'
import { type EngineSettings, settingsSchema } from '@shared/model/settings'
import fc from 'fast-check'
import { expect } from 'vitest'
import { Emitter } from '../../src/main/lib/Emitter'
import { Secrets } from '../../src/main/security/Secrets'
import { SettingsStore } from '../../src/main/settings/SettingsStore'
import { parseSettings, readSettingsText, setAsideIfDamaged } from '../../src/main/settings/settingsText'
import { MemorySettingsFile } from '../fakes/memorySettingsFile'
import { fuzz } from './fuzz'
import { byteEdits, damaged, edited, edits, hostileValue, written } from './hostileJson'

const engine = {
  id: 'a',
  kind: 'compatible',
  name: 'Mine',
  baseUrl: 'http://127.0.0.1:1/v1',
  capabilities: { tools: true },
}
const assistant = { id: 'a', name: 'Mine', symbol: '', systemPrompt: 'Be brief', temperature: 1 }

/** Every setting, with something in every list and table. */
const whole = {
  ...settingsSchema.parse({}),
  engines: [engine, { ...engine, id: 'b' }],
  assistants: [assistant, { ...assistant, id: 'b' }],
  shortcuts: { palette: 'CmdOrCtrl+J', search: null },
  microphone: { id: 'm', name: 'Microphone' },
  secrets: { a: { ciphertext: 'aaaa', backend: 'test' } },
  fromTheFuture: { a: [1] },
}

const vault = {
  isAvailable: async () => true,
  backend: () => 'test',
  encrypt: async (secret: string) => Buffer.from(secret),
  decrypt: async (bytes: Uint8Array) => Buffer.from(bytes).toString(),
  allowWeak: () => {},
}

/** What reads and writes settings does so without a fault, and gives what the schema says. */
const use = async (text: string): Promise<SettingsStore> => {
  const file = new MemorySettingsFile(text)
  const store = new SettingsStore(file, new Emitter<AppEvent>())
  expect(settingsSchema.parse(store.get())).toEqual(store.get())
  const before = file.read()
  store.update({ theme: 'dark' })
  expect(file.read()).toEqual({ ...before, theme: 'dark' })
  store.saveEngine({ ...engine, id: 'new' } as EngineSettings)
  expect(new SettingsStore(file, new Emitter<AppEvent>()).get().engines.map(({ id }) => id)).toContain('new')
  const secrets = new Secrets(vault, file, () => false)
  for (const id of ['a', '__proto__', 'constructor']) {
    secrets.status(id)
    await secrets.load(id, 'http://127.0.0.1:1').catch((error: { code?: string }) => {
      expect(error.code).toMatch(/^secrets\//)
    })
  }
  await secrets.keep('b', 'sk-0123456789abcdef', 'http://127.0.0.1:1')
  expect(await new Secrets(vault, file, () => false).load('b', 'http://127.0.0.1:1')).toBe(
    'sk-0123456789abcdef',
  )
  return store
}

fuzz('whatever stands in settings.json, the settings are read, changed and written', {
  input: fc.record({ changes: edits, bytes: byteEdits, hasMark: fc.boolean() }),
  check: async ({ changes, bytes, hasMark }) => {
    const folder = mkdtempSync(join(tmpdir(), 'parley-fuzz-'))
    try {
      const path = join(folder, 'settings.json')
      const content = damaged(
        Buffer.from(`${hasMark ? '\ufeff' : ''}${written(edited(whole, changes))}`),
        bytes,
      )
      writeFileSync(path, content)
      const aside = setAsideIfDamaged(path, new Date(0))
      if (aside !== null) {
        expect(readFileSync(aside).equals(content)).toBe(true)
        expect(readdirSync(folder)).toHaveLength(1)
      }
      const text = readSettingsText(path)
      expect(text === null).toBe(aside !== null)
      await use(JSON.stringify(text === null ? {} : parseSettings(text)))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
  rounds: { slice: 150, long: 4_000 },
  limitMs: 5_000,
})

fuzz('a bad value costs itself: every other setting, engine, assistant and shortcut is as it was', {
  input: fc.record({
    name: fc.constantFrom(...Object.keys(settingsSchema.shape)),
    value: hostileValue,
    entry: hostileValue,
    at: fc.nat(2),
  }),
  check: ({ name, value, entry, at }) => {
    const store = (stored: object) =>
      new SettingsStore(new MemorySettingsFile(written(stored)), new Emitter<AppEvent>()).get()
    const good = store(whole)
    const { [name as keyof typeof good]: _, ...others } = good
    expect(store({ ...whole, [name]: value })).toMatchObject(others)
    const put = <T>(list: readonly T[]): unknown[] => [...list.slice(0, at), entry, ...list.slice(at)]
    const { engines, assistants, shortcuts } = store({
      ...whole,
      engines: put(whole.engines),
      assistants: put(whole.assistants),
      shortcuts: { ...whole.shortcuts, odd: entry },
    })
    expect(engines).toEqual(expect.arrayContaining(good.engines))
    expect(assistants).toEqual(expect.arrayContaining(good.assistants ?? []))
    expect(shortcuts).toMatchObject(good.shortcuts)
  },
  rounds: { slice: 200, long: 30_000 },
  limitMs: 5_000,
})
