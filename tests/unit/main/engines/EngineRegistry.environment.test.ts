import type { AppEvent } from '@shared/model/events'
import { expect, it } from 'vitest'
import { EngineRegistry } from '../../../../src/main/engines/EngineRegistry'
import type { EngineEnvironment } from '../../../../src/main/engines/environmentEngine'
import { Transport } from '../../../../src/main/engines/transport/Transport'
import { Emitter } from '../../../../src/main/lib/Emitter'
import { Secrets } from '../../../../src/main/security/Secrets'
import { Notices } from '../../../../src/main/settings/Notices'
import { SettingsStore } from '../../../../src/main/settings/SettingsStore'

const registryWith = (environment: EngineEnvironment) => {
  const events = new Emitter<AppEvent>()
  const file = { read: () => ({}), write: () => {} }
  const vault = {
    isAvailable: async () => false,
    backend: () => 'basic_text',
    encrypt: async () => new Uint8Array(),
    decrypt: async () => '',
    allowWeak: () => {},
  }
  const settings = new SettingsStore(file, events)
  const secrets = new Secrets(vault, file, () => false)
  return new EngineRegistry({
    settings,
    secrets,
    events,
    notices: new Notices(events),
    environment,
    now: () => 0,
    transport: new Transport({ resolveProxy: async () => 'DIRECT', environment: {} }),
  })
}

it('shows no credentials of an address, and nothing of a short key', () => {
  const registry = registryWith({ key: 'short', baseUrl: 'https://me:secret@example.org/v1/' })
  expect(registry.list()[0]).toMatchObject({
    id: 'environment',
    baseUrl: 'https://example.org/v1',
    key: { state: 'session' },
  })
  expect(JSON.stringify(registry.list())).not.toMatch(/secret|short/)
})

it.each(['http://', 'ftp://example.org', '///'])(
  'an address that is none (%s) gives no engine, and the key goes nowhere else',
  (baseUrl) => {
    expect(registryWith({ key: 'sk-1234567890', baseUrl }).list()).toHaveLength(1)
  },
)

it('has Anthropic’s engine of its own variable, beside OpenAI’s, each with its own key', async () => {
  const anthropic = { key: 'sk-ant-9876543210', baseUrl: null }
  const alone = registryWith({ key: null, baseUrl: null, anthropic })
  expect(alone.list().map(({ id, kind, key }) => ({ id, kind, key }))).toEqual([
    { id: 'environment-anthropic', kind: 'anthropic', key: { state: 'session', lastFour: '3210' } },
    { id: 'builtin', kind: 'builtin', key: { state: 'none' } },
  ])
  expect(alone.peek('chat', {})?.engine.id).toBe('environment-anthropic')
  const both = registryWith({ key: 'sk-1234567890', baseUrl: null, anthropic })
  expect(both.list().map(({ kind, key, fromEnvironment }) => [kind, key.lastFour, fromEnvironment])).toEqual([
    ['openai', '7890', true],
    ['anthropic', '3210', true],
    ['builtin', undefined, false],
  ])
  expect(both.peek('chat', {})?.engine.id).toBe('environment')
  both.learn('environment-anthropic', 'tools', true)
  expect(both.list().map(({ capabilities }) => capabilities)).toEqual([{}, { tools: true }, {}])
})

it('takes an address of Anthropic’s variables with its key alone, and no other instead of a broken one', () => {
  const engines = (key: string | null, baseUrl: string | null) =>
    registryWith({ key: null, baseUrl: null, anthropic: { key, baseUrl } })
      .list()
      .map(({ baseUrl }) => baseUrl)
  expect(engines('sk-ant-1', 'https://gate.example/v1')).toEqual(['https://gate.example', null])
  expect(engines('sk-ant-1', 'https://api.anthropic.com')).toEqual([null, null])
  expect(engines('sk-ant-1', '///')).toEqual([null])
  expect(engines(null, 'https://gate.example')).toEqual([null])
})
