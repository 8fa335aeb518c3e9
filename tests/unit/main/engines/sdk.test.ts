import { beforeEach, describe, expect, it, vi } from 'vitest'
import { collect, question } from '../../../integration/engines/support'

/** The modules of an app just started: other files' tests share them, and may have loaded the SDK. */
const started = async () => ({
  ...(await import('../../../../src/main/engines/engineFactory')),
  ...(await import('../../../../src/main/engines/sdk')),
})
beforeEach(() => {
  vi.resetModules()
})

describe('the SDK', () => {
  it('is not loaded for making engines, nor for the built-in one’s answers', async () => {
    const { createEngine, loadedSdk } = await started()
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
    const { loadedSdk, loadSdk } = await started()
    const [one, other] = await Promise.all([loadSdk(), loadSdk()])
    expect(one).toBe(other)
    expect(loadedSdk()).toBe(one)
  })
})
