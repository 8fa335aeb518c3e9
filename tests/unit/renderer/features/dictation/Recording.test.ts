import { AppError } from '@shared/ipc/errors'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DictationWorld, loud, quiet } from './DictationWorld'

let world: DictationWorld
beforeEach(() => {
  world = new DictationWorld()
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

describe('What was said is kept', () => {
  it('when the engine fails, and becomes words at the next try', async () => {
    world.answers = [new AppError('engine/unreachable', undefined, { host: 'h' })]
    await world.press(2_000)
    expect(world.state).toMatchObject({
      phase: 'idle',
      trouble: { code: 'engine/unreachable', data: { host: 'h' } },
      kept: [{ recordingId: 'recording-1' }],
    })
    expect(world.recordings.size).toBe(1)
    world.state.retry('recording-1')
    await world.settled()
    expect(world.delivered).toEqual(['words'])
    expect(world.state).toMatchObject({ kept: [], trouble: null })
    expect(world.recordings.size).toBe(0)
  })

  it('when nothing but silence was heard: no engine is asked to make words of that', async () => {
    await world.press(2_000, 40, quiet)
    expect(world.transcribed).toEqual([])
    expect(world.state).toMatchObject({
      trouble: { code: 'recording/silent' },
      kept: [{ recordingId: 'recording-1' }],
    })
  })

  it('when no words came of it', async () => {
    world.answers = ['  ']
    await world.press(2_000)
    expect(world.state).toMatchObject({
      trouble: { code: 'recording/wordless' },
      kept: [{ recordingId: 'recording-1' }],
    })
    world.state.throwAway('recording-1')
    await world.settled()
    expect(world.state).toMatchObject({ kept: [], trouble: null })
    expect(world.recordings.size).toBe(0)
  })

  it('when Escape stops it, while it is said and while it becomes words', async () => {
    world.state.press()
    await world.settled()
    world.hear(loud, 40)
    world.state.stopEverything()
    await world.settled()
    expect(world.state).toMatchObject({
      phase: 'idle',
      trouble: null,
      kept: [{ recordingId: 'recording-1' }],
    })
    expect([world.transcribed, world.holding]).toEqual([[], 0])
    world.answers = [new Promise(() => {})]
    await world.press(2_000)
    expect(world.state.phase).toBe('transcribing')
    world.state.stopEverything()
    expect(world.state.phase).toBe('idle')
    await world.settled()
    expect(world.state.kept.map(({ recordingId }) => recordingId)).toEqual(['recording-1', 'recording-2'])
    expect([world.delivered, world.state.trouble]).toEqual([[], null])
  })

  describe('when Escape stops it while it is handed over, and the user talks again', () => {
    let arrive = () => {}
    let lose = (_error: AppError) => {}
    beforeEach(async () => {
      world.adding = new Promise((resolve, reject) => {
        arrive = resolve
        lose = reject
      })
      await world.press(2_000)
      expect(world.state.phase).toBe('transcribing')
      world.state.stopEverything()
      expect(world.state.phase).toBe('idle')
      world.adding = Promise.resolve()
      world.state.press()
      await world.settled()
      world.hear(loud, 40)
    })
    const isHeardToTheEnd = async () => {
      expect([world.state.phase, world.microphones]).toEqual(['recording', 1])
      world.clock += 2_000
      world.state.release()
      await world.settled()
      expect(world.transcribed).toEqual(['recording-2'])
      expect(world.delivered).toEqual(['words'])
      expect([world.state.phase, world.microphones, world.holding]).toEqual(['idle', 0, 0])
    }

    it('the first is kept, and the second goes on', async () => {
      arrive()
      await world.settled()
      expect(world.state.kept).toMatchObject([{ recordingId: 'recording-1' }])
      await isHeardToTheEnd()
    })

    it('the first is told to be lost, and the second goes on', async () => {
      lose(new AppError('recording/not-found'))
      await world.settled()
      expect(world.state).toMatchObject({ trouble: { code: 'recording/not-found' }, kept: [] })
      await isHeardToTheEnd()
    })
  })

  it('as far as it got to main: the user does not talk on into nothing', async () => {
    world.state.press()
    await world.settled()
    world.hear(loud, 40)
    await world.settled()
    world.addFailure = new AppError('internal')
    world.hear(loud, 8)
    await world.settled()
    expect(world.state).toMatchObject({
      phase: 'idle',
      trouble: { code: 'internal' },
      kept: [{ recordingId: 'recording-1', seconds: (40 * 512) / 16_000 }],
    })
    expect([world.microphones, world.holding, world.transcribed]).toEqual([0, 0, []])
  })

  it('unless main could not even begin: that is said at once', async () => {
    world.beginFailure = new AppError('internal')
    world.state.press()
    await world.settled()
    expect(world.state).toMatchObject({ phase: 'idle', trouble: { code: 'internal' }, kept: [] })
    expect([world.microphones, world.holding]).toEqual([0, 0])
  })

  it('when the microphone is unplugged', async () => {
    world.state.press()
    await world.settled()
    world.hear(loud, 40)
    world.onGone()
    await world.settled()
    expect(world.state).toMatchObject({
      phase: 'idle',
      trouble: { code: 'microphone/gone' },
      kept: [{ recordingId: 'recording-1', seconds: (40 * 512) / 16_000 }],
    })
  })

  it('when another window begins to listen', async () => {
    world.state.press()
    await world.settled()
    world.hear(loud, 40)
    world.take()
    await world.settled()
    expect(world.state).toMatchObject({ phase: 'idle', kept: [{ recordingId: 'recording-1' }] })
    expect(world.onFrame).toBeNull()
  })
})
