import { AppError } from '@shared/ipc/errors'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DictationWorld, loud } from './DictationWorld'

let world: DictationWorld
beforeEach(() => {
  world = new DictationWorld()
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

describe('Holding a key to talk', () => {
  it('silences the voice, records, and sends the words at letting go', async () => {
    world.state.press()
    await world.settled()
    expect(world.state.phase).toBe('recording')
    expect(world.said).toEqual(['silence'])
    world.hear(loud, 40)
    await world.settled()
    // On its way to main while it is said.
    expect(world.recordings.get('recording-1')).toBe(40 * 1_024)
    world.clock += 2_000
    world.state.release()
    await world.settled()
    expect(world.delivered).toEqual(['words'])
    expect(world.said).toEqual(['silence', 'send'])
    expect([...world.recordings]).toEqual([])
    expect([world.state.phase, world.holding, world.onFrame]).toEqual(['idle', 0, null])
  })

  it('leaves the words in the field where the user wants to see them first', async () => {
    world.settings.sendWhatWasSaid = false
    await world.press(2_000)
    expect(world.delivered).toEqual(['words'])
    expect(world.said).toEqual(['silence'])
  })

  it('does not send what was said for a conversation that is not shown any more', async () => {
    world.isShown = false
    await world.press(2_000)
    expect(world.delivered).toEqual(['words'])
    expect(world.said).not.toContain('send')
  })

  it('goes on listening after a short press, until the next one', async () => {
    await world.press(100)
    expect(world.state).toMatchObject({ phase: 'recording', isLatched: true })
    await world.press(100)
    expect(world.delivered).toEqual(['words'])
    expect(world.state).toMatchObject({ phase: 'idle', isLatched: false })
  })

  it('a key let go before the microphone was open goes on listening', async () => {
    let open = () => {}
    world.opening = new Promise((resolve) => {
      open = resolve
    })
    world.state.press()
    world.clock += 900
    world.state.release()
    open()
    await world.settled()
    expect(world.state).toMatchObject({ phase: 'recording', isLatched: true })
  })

  it('what is shorter than a word is thrown away without asking an engine', async () => {
    await world.press(2_000, 4)
    expect([world.transcribed, [...world.recordings], world.state.trouble]).toEqual([[], [], null])
    expect(world.state.phase).toBe('idle')
  })
})

describe('A microphone that cannot be had', () => {
  it.each([
    ['none', 'microphone/none'],
    ['not allowed', 'microphone/denied'],
  ] as const)('%s: says why, and lets go', async (_what, code) => {
    world.openFailure = new AppError(code)
    world.state.press()
    await world.settled()
    expect(world.state).toMatchObject({ phase: 'idle', trouble: { code } })
    expect(world.holding).toBe(0)
    world.openFailure = null
    await world.press(2_000)
    expect(world.state.trouble).toBeNull()
    expect(world.delivered).toEqual(['words'])
  })

  it('no engine that could understand: the microphone is not even opened', async () => {
    world.holdFailure = new AppError('listening/unsupported', undefined, { engine: 'Guide' })
    world.state.press()
    await world.settled()
    expect(world.state).toMatchObject({
      phase: 'idle',
      trouble: { code: 'listening/unsupported', data: { engine: 'Guide' } },
    })
  })
})
