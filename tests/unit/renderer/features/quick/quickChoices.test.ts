import { describe, expect, it } from 'vitest'
import { answeringWith } from '../../../../../src/renderer/features/choices/choices'
import { quickChoices } from '../../../../../src/renderer/features/quick/quickChoices'
import { isStale } from '../../../../../src/renderer/features/quick/staleness'
import { builtinEngine, defaultSettings } from '../../../../fakes/fakeSettings'

const server = { ...builtinEngine, id: 'server' }
const assistant = { id: 'terse', name: 'Terse', symbol: '', systemPrompt: 'Be brief.', model: 'its-own' }
const settings = { ...defaultSettings, assistants: [assistant] }

describe('A quick question', () => {
  it('is answered as in new conversations while nothing is chosen for it', () => {
    expect(quickChoices(settings)).toEqual({})
    expect(quickChoices(null)).toEqual({})
  })

  it('takes its assistant, and its own model over the assistant’s', () => {
    expect(quickChoices({ ...settings, quickAssistantId: 'terse' })).toEqual({
      assistantId: 'terse',
      systemPrompt: 'Be brief.',
      model: 'its-own',
    })
    expect(quickChoices({ ...settings, quickAssistantId: 'terse', quickModel: 'small' }).model).toBe('small')
  })

  it('never takes an assistant’s model to another engine', () => {
    expect(quickChoices({ ...settings, quickAssistantId: 'terse', quickEngineId: 'server' })).toEqual({
      assistantId: 'terse',
      systemPrompt: 'Be brief.',
      engineId: 'server',
    })
  })

  it('does without an assistant that has gone since it was chosen', () => {
    expect(quickChoices({ ...settings, quickAssistantId: 'gone' })).toEqual({})
  })

  it('is answered as in new conversations where its engine has gone', () => {
    const gone = { ...settings, quickEngineId: 'gone', quickModel: 'of-gone' }
    expect(answeringWith(quickChoices(gone), gone, [builtinEngine, server])).toEqual({
      ...answeringWith({}, settings, [builtinEngine, server]),
      insteadOf: 'gone',
    })
  })

  it('begins anew for who comes back much later', () => {
    expect(isStale(null, 1_000_000_000)).toBe(false)
    expect(isStale(1_000, 1_000 + 9 * 60_000)).toBe(false)
    expect(isStale(1_000, 1_000 + 11 * 60_000)).toBe(true)
  })
})
