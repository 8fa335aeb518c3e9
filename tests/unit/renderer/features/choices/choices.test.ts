import { describe, expect, it } from 'vitest'
import { answeringWith, choicesFrom, withChoices } from '../../../../../src/renderer/features/choices/choices'
import { builtinEngine, defaultSettings } from '../../../../fakes/fakeSettings'

const server = { ...builtinEngine, id: 'server', name: 'A server', defaultModel: 'server-default' }
const engines = [builtinEngine, server]
const settings = { ...defaultSettings, engineId: 'builtin', model: 'chosen-in-settings' }

describe('The choices of a conversation', () => {
  it('win over the settings, which hold where nothing was chosen', () => {
    expect(answeringWith({}, settings, engines).model).toBe('chosen-in-settings')
    expect(answeringWith({ model: 'mine' }, settings, engines).model).toBe('mine')
  })

  it('never take a model of the settings to another engine', () => {
    expect(answeringWith({ engineId: 'server' }, settings, engines)).toEqual({
      engine: server,
      model: 'server-default',
      insteadOf: null,
    })
  })

  it('fall back to the settings where their engine is gone', () => {
    expect(answeringWith({ engineId: 'gone' }, settings, engines).engine).toBe(builtinEngine)
  })

  it('are taken back by an empty one', () => {
    expect(withChoices({ model: 'a', temperature: 0 }, { model: undefined })).toEqual({ temperature: 0 })
    expect(withChoices({ systemPrompt: 'a' }, { systemPrompt: '' })).toEqual({})
  })

  it('of an assistant are all of its own and nothing of the one before but how answers arrive', () => {
    const assistant = { id: 'a', name: 'A', symbol: '', systemPrompt: 'Be A.', voice: 'onyx' }
    expect(choicesFrom(assistant, { streaming: false })).toEqual({
      assistantId: 'a',
      systemPrompt: 'Be A.',
      voice: 'onyx',
      streaming: false,
    })
  })
})
