import { expect, it } from 'vitest'
import { usesEngineSearch } from '../../../../src/main/web/engineSearch'
import { defaultSettings } from '../../../fakes/fakeSettings'

const on = { ...defaultSettings, webSearch: true, searchProvider: 'engine' } as const

it('the engine searches by itself only where that is switched on and chosen, and it is OpenAI', () => {
  expect(usesEngineSearch(on, 'openai', {})).toBe(true)
  expect(usesEngineSearch(on, 'compatible', {})).toBe(false)
  expect(usesEngineSearch({ ...on, webSearch: false }, 'openai', {})).toBe(false)
  expect(usesEngineSearch({ ...on, searchProvider: 'brave' }, 'openai', {})).toBe(false)
})

it('it does not where the user wants to be asked, or left the web out', () => {
  expect(usesEngineSearch({ ...on, originPolicies: { web: 'ask' } }, 'openai', {})).toBe(false)
  expect(usesEngineSearch({ ...on, toolPolicies: { 'web/search_web': 'never' } }, 'openai', {})).toBe(false)
  expect(usesEngineSearch(on, 'openai', { leftOutTools: ['web'] })).toBe(false)
  expect(usesEngineSearch(on, 'openai', { leftOutTools: ['web/search_web'] })).toBe(false)
})
