import type { AppEvent } from '@shared/model/events'
import { describe, expect, it } from 'vitest'
import { EngineRegistry } from '../../../../src/main/engines/EngineRegistry'
import { Transport } from '../../../../src/main/engines/transport/Transport'
import { Emitter } from '../../../../src/main/lib/Emitter'
import { Secrets } from '../../../../src/main/security/Secrets'
import { Notices } from '../../../../src/main/settings/Notices'
import { SettingsStore } from '../../../../src/main/settings/SettingsStore'

const vault = {
  isAvailable: async () => false,
  backend: () => 'basic_text',
  encrypt: async () => new Uint8Array(),
  decrypt: async () => '',
  allowWeak: () => {},
}

const modelsOn = (day: string, speechModel: string | null = null) => {
  const events = new Emitter<AppEvent>()
  const file = { read: () => ({ speechModel }), write: () => {} }
  const settings = new SettingsStore(file, events)
  const secrets = new Secrets(vault, file, () => false)
  const environment = { key: 'sk-1234567890', baseUrl: null }
  const now = () => Date.parse(`${day}T12:00:00Z`)
  return new EngineRegistry({
    settings,
    secrets,
    events,
    notices: new Notices(events),
    environment,
    now,
    transport: new Transport({ resolveProxy: async () => 'DIRECT', environment: {} }),
  }).models
}

describe('who speaks for OpenAI', () => {
  it('is the speech endpoint until its end, with the Realtime model behind it', async () => {
    expect(await modelsOn('2027-01-05').speechModels('environment')).toEqual({
      models: ['gpt-4o-mini-tts', 'gpt-realtime-2.1-mini'],
      retired: null,
    })
  })

  it('is the Realtime model from the day on which the others are shut down', async () => {
    expect(await modelsOn('2027-01-06').speechModels('environment')).toEqual({
      models: ['gpt-realtime-2.1-mini'],
      retired: 'gpt-4o-mini-tts',
    })
  })

  it('is what was chosen, as long as there is it', async () => {
    expect(await modelsOn('2026-12-01', 'tts-1-hd').speechModels('environment')).toEqual({
      models: ['tts-1-hd', 'gpt-realtime-2.1-mini', 'gpt-4o-mini-tts'],
      retired: null,
    })
    expect(await modelsOn('2027-02-01', 'tts-1-hd').speechModels('environment')).toEqual({
      models: ['gpt-realtime-2.1-mini'],
      retired: 'tts-1-hd',
    })
    expect(await modelsOn('2027-02-01', 'something-new').speechModels('environment')).toEqual({
      models: ['something-new', 'gpt-realtime-2.1-mini'],
      retired: null,
    })
  })

  it('is no model for the built-in engine', async () => {
    expect(await modelsOn('2026-12-01').speechModels('builtin')).toEqual({ models: [], retired: null })
  })
})
