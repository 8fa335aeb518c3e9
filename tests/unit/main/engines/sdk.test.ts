import { describe, expect, it } from 'vitest'
import { createEngine } from '../../../../src/main/engines/engineFactory'
import { loadedSdk, loadSdk } from '../../../../src/main/engines/sdk'
import { collect, question } from '../../../integration/engines/support'

describe('the SDK', () => {
  it('is not loaded for making engines, nor for the built-in one’s answers', async () => {
    const surroundings = { loadKey: async () => 'k' }
    createEngine({ id: 'a', kind: 'openai', name: 'A', baseUrl: null, capabilities: {} }, surroundings)
    const builtin = createEngine(
      { id: 'b', kind: 'builtin', name: 'B', baseUrl: null, capabilities: {} },
      surroundings,
    )
    await collect(builtin.answer(question({ streaming: false })))
    expect(loadedSdk()).toBeNull()
  })

  it('is loaded once, however many ask for it', async () => {
    const [one, other] = await Promise.all([loadSdk(), loadSdk()])
    expect(one).toBe(other)
    expect(loadedSdk()).toBe(one)
  })
})
