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
