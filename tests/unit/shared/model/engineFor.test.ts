import { engineFor } from '@shared/model/engineFor'
import { describe, expect, it } from 'vitest'

const builtin = { id: 'builtin', defaultModel: 'builtin' }
const openai = { id: 'openai', defaultModel: 'gpt' }
const server = { id: 'server', defaultModel: null }
const environment = { id: 'environment', defaultModel: 'gpt' }
const all = [openai, server, builtin]

const settings = {
  engineId: 'openai',
  model: null,
  listeningEngineId: null,
  speechEngineId: null,
  pictureEngineId: null,
  transcriptionModel: null,
  speechModel: null,
  pictureModel: null,
}
const nothing = { ...settings, engineId: null }
const ofServer = { ...settings, engineId: 'server', model: 'llama' }

describe('who answers', () => {
  it.each([
    ['that of the settings', {}, settings, all, ['openai', 'gpt', null]],
    ['with the model of the settings', {}, ofServer, all, ['server', 'llama', null]],
    ['that of the conversation', { engineId: 'server' }, settings, all, ['server', null, null]],
    ['with its own model', { engineId: 'server', model: 'qwen' }, settings, all, ['server', 'qwen', null]],
    ['with a model alone', { model: 'mini' }, settings, all, ['openai', 'mini', null]],
    ['no model of another engine', { engineId: 'openai' }, ofServer, all, ['openai', 'gpt', null]],
    [
      'the settings where it was removed',
      { engineId: 'gone', model: 'its' },
      settings,
      all,
      ['openai', 'gpt', 'gone'],
    ],
    [
      'with the model of the settings',
      { engineId: 'gone', model: 'its' },
      ofServer,
      all,
      ['server', 'llama', 'gone'],
    ],
    [
      'the built-in one where that of the settings was removed too',
      { engineId: 'gone', model: 'its' },
      { ...settings, engineId: 'lost', model: 'lost model' },
      all,
      ['builtin', 'builtin', 'gone'],
    ],
    [
      'the built-in one where that of the settings was removed, and no other that is set up',
      { model: 'its' },
      { ...settings, engineId: 'lost', model: 'lost model' },
      all,
      ['builtin', 'builtin', 'lost'],
    ],
    [
      'that of the environment',
      {},
      { ...settings, engineId: 'environment' },
      [environment, builtin],
      ['environment', 'gpt', null],
    ],
    [
      'the settings in the next run, which has none',
      { engineId: 'environment' },
      settings,
      all,
      ['openai', 'gpt', 'environment'],
    ],
    ['the built-in one', { engineId: 'builtin' }, settings, all, ['builtin', 'builtin', null]],
    [
      'that of the conversation, before any was chosen',
      { engineId: 'server' },
      nothing,
      all,
      ['server', null, null],
    ],
    ['nobody before any was chosen', {}, nothing, all, null],
    ['nobody where there is no engine at all', {}, settings, [], null],
  ] as const)('%s', (_what, choices, inForce, engines, expected) => {
    const found = engineFor('chat', choices, inForce, engines)
    expect(found && [found.engine.id, found.model, found.insteadOf]).toEqual(expected)
  })

  it('is the chosen one also where it lacks its key: what it lacks is said, not hidden', () => {
    const locked = { ...openai, key: { state: 'locked' } }
    expect(engineFor('chat', {}, settings, [locked, builtin])?.engine).toBe(locked)
  })
})

describe('who listens', () => {
  const listening = { ...settings, listeningEngineId: 'server', transcriptionModel: 'whisper' }

  it('is the engine that was chosen for it, in every conversation', () => {
    const found = engineFor('transcription', { engineId: 'builtin' }, listening, all)
    expect(found).toEqual({ engine: server, model: 'whisper', insteadOf: null })
  })

  it('is who answers where that engine is gone, without the model that was chosen for it', () => {
    const found = engineFor('transcription', {}, { ...listening, listeningEngineId: 'gone' }, all)
    expect(found).toEqual({ engine: openai, model: null, insteadOf: 'gone' })
  })

  it('is who answers while none was chosen for it', () => {
    const chosen = { ...settings, transcriptionModel: 'mini' }
    expect(engineFor('transcription', {}, chosen, all)?.model).toBe('mini')
    const elsewhere = engineFor('transcription', { engineId: 'server' }, chosen, all)
    expect(elsewhere).toEqual({ engine: server, model: null, insteadOf: null })
  })
})

it.each(['speech', 'picture'] as const)('the %s model of the settings is for their engine only', (role) => {
  const chosen = { ...settings, speechModel: 'mine', pictureModel: 'mine' }
  expect(engineFor(role, {}, chosen, all)).toEqual({ engine: openai, model: 'mine', insteadOf: null })
  expect(engineFor(role, { engineId: 'server' }, chosen, all)?.model).toBeNull()
  expect(engineFor(role, { engineId: 'gone', model: 'chat' }, chosen, all)?.model).toBe('mine')
  expect(engineFor(role, {}, { ...chosen, engineId: 'gone' }, all)).toEqual({
    engine: builtin,
    model: null,
    insteadOf: 'gone',
  })
})

describe('who speaks, listens and draws apart from who answers', () => {
  const all3 = { speech: true, transcription: true, picture: true }
  const none3 = { speech: false, transcription: false, picture: false }
  const claude = { id: 'anthropic', defaultModel: 'claude', can: none3 }
  const able = { ...openai, can: all3 }
  const unknown = { ...server, can: {} }
  const mute = { ...server, can: none3 }
  const guide = { ...builtin, can: { ...none3, picture: true } }
  const chats = (engineId: string) => ({ ...settings, engineId })

  it.each([
    ['the one that answers', chats('openai'), [claude, able, guide], 'openai'],
    ['the one that answers, before it was ever asked', chats('server'), [able, unknown, guide], 'server'],
    ['the first that can where that one cannot', chats('anthropic'), [claude, mute, able, guide], 'openai'],
    [
      'one that can before one that was never asked',
      chats('anthropic'),
      [claude, unknown, able, guide],
      'openai',
    ],
    [
      'one that was never asked where none is known to',
      chats('anthropic'),
      [claude, unknown, guide],
      'server',
    ],
    ['the one that answers where nobody can', chats('anthropic'), [claude, mute, guide], 'anthropic'],
    ['the built-in guide for what it says itself', chats('builtin'), [able, guide], 'builtin'],
  ] as const)('%s', (_who, inForce, engines, expected) => {
    for (const role of ['speech', 'transcription', 'picture'] as const) {
      const found = engineFor(role, {}, inForce, engines)
      expect([role, found?.engine.id, found?.insteadOf]).toEqual([role, expected, null])
    }
  })

  it.each([
    ['speech', 'speechEngineId', 'speechModel'],
    ['transcription', 'listeningEngineId', 'transcriptionModel'],
    ['picture', 'pictureEngineId', 'pictureModel'],
  ] as const)(
    '%s: the chosen one in every conversation, and by its model',
    (role, engineField, modelField) => {
      const chosen = { ...chats('openai'), [engineField]: 'server', [modelField]: 'its' }
      const engines = [able, claude, mute, guide]
      for (const engineId of [undefined, 'openai', 'anthropic', 'builtin', 'gone'])
        expect(engineFor(role, { engineId }, chosen, engines)).toEqual({
          engine: mute,
          model: 'its',
          insteadOf: null,
        })
      const left = engines.filter(({ id }) => id !== 'server')
      expect(engineFor(role, { engineId: 'anthropic' }, chosen, left)).toEqual({
        engine: able,
        model: null,
        insteadOf: 'server',
      })
      expect(engineFor('chat', { engineId: 'anthropic' }, chosen, engines)?.engine).toBe(claude)
    },
  )

  it('by the model of the settings where the first that can does it in new conversations too', () => {
    const inForce = { ...chats('anthropic'), speechModel: 'tts' }
    expect(engineFor('speech', { engineId: 'server' }, inForce, [claude, mute, able])?.model).toBe('tts')
    expect(engineFor('speech', { engineId: 'server' }, inForce, [claude, unknown, able])?.model).toBeNull()
  })
})
