import { AppError } from '@shared/ipc/errors'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DictationWorld, quiet, voiced } from './DictationWorld'

let world: DictationWorld
beforeEach(() => {
  world = new DictationWorld()
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

describe('Hands-free', () => {
  const begin = async () => {
    world.state.toggleHandsFree()
    await world.settled()
    world.hear(quiet, 30)
  }
  const saySomething = async () => {
    world.hear(voiced, 40)
    world.hear(quiet, 30)
    await world.settled()
  }

  it('waits for a voice, ends the turn after silence, hears the answer, and listens again', async () => {
    await begin()
    expect(world.state.phase).toBe('waiting')
    expect(world.recordings.size).toBe(0)
    await saySomething()
    expect(world.delivered).toEqual(['words'])
    expect(world.said).toEqual(['silence', 'stop answer', 'send', 'hear answer'])
    expect(world.state).toMatchObject({ phase: 'answering', isHandsFree: true })
    world.onOver?.('heard')
    expect(world.state.phase).toBe('waiting')
    world.hear(quiet, 10)
    await saySomething()
    expect(world.delivered).toEqual(['words', 'words'])
    expect(world.holding).toBe(1)
  })

  it('what came just before the voice was noticed belongs to it', async () => {
    await begin()
    world.hear(voiced, 10)
    const noticed = world.state.phase
    world.hear(quiet, 30)
    await world.settled()
    expect(noticed).toBe('recording')
    expect(world.transcribed).toEqual(['recording-1'])
  })

  it('a user who talks into the voice silences it and is listened to', async () => {
    await begin()
    await saySomething()
    world.hear(quiet, 20)
    world.hear(voiced, 30)
    expect(world.state.phase).toBe('recording')
    expect(world.said.at(-1)).toBe('silence')
    world.hear(quiet, 30)
    await world.settled()
    expect(world.delivered).toEqual(['words', 'words'])
    // The answer that was interrupted is not waited for any more.
    expect(world.said.slice(-3)).toEqual(['stop answer', 'send', 'hear answer'])
  })

  it('the voice goes on where talking is not to interrupt it', async () => {
    world.settings.talkingInterrupts = false
    await begin()
    await saySomething()
    world.hear(quiet, 20)
    world.hear(voiced, 60)
    expect(world.state.phase).toBe('answering')
  })

  it('a cough is no reason to stop listening', async () => {
    world.answers = ['']
    await begin()
    await saySomething()
    expect(world.state).toMatchObject({ phase: 'waiting', isHandsFree: true, trouble: null })
    expect(world.recordings.size).toBe(0)
  })

  it('a microphone that goes away while words come ends the turn, and what was said is kept', async () => {
    world.answers = [new Promise(() => {})]
    await begin()
    await saySomething()
    expect(world.state.phase).toBe('transcribing')
    world.onGone()
    await world.settled()
    expect(world.state).toMatchObject({
      phase: 'idle',
      isHandsFree: false,
      trouble: { code: 'microphone/gone' },
      kept: [{ recordingId: 'recording-1' }],
    })
    expect(world.microphones).toBe(0)
  })

  it('a failed answer ends it, with the microphone closed', async () => {
    await begin()
    await saySomething()
    world.onOver?.('failed')
    expect(world.state).toMatchObject({ phase: 'idle', isHandsFree: false })
    expect(world.onFrame).toBeNull()
  })

  it('a failure to understand ends it and keeps what was said', async () => {
    world.answers = [new AppError('engine/rate-limited')]
    await begin()
    await saySomething()
    expect(world.state).toMatchObject({
      phase: 'idle',
      isHandsFree: false,
      trouble: { code: 'engine/rate-limited' },
      kept: [{ recordingId: 'recording-1' }],
    })
    expect(world.holding).toBe(0)
  })

  it.each(['waiting', 'recording', 'answering'])('one key stops everything while it is %s', async (phase) => {
    await begin()
    if (phase === 'recording') world.hear(voiced, 20)
    if (phase === 'answering') await saySomething()
    expect(world.state.phase).toBe(phase)
    world.said.length = 0
    world.state.stopEverything()
    await world.settled()
    expect(world.said).toEqual(['silence', 'stop answer'])
    expect(world.state).toMatchObject({ phase: 'idle', isHandsFree: false })
    expect([world.holding, world.onFrame]).toEqual([0, null])
  })

  it('a microphone that was forgotten is closed', async () => {
    await begin()
    world.hear(quiet, Math.ceil(301_000 / 32))
    await world.settled()
    expect(world.state).toMatchObject({ phase: 'idle', isHandsFree: false })
    expect(world.holding).toBe(0)
  })
})
