import { AppError } from '@shared/ipc/errors'
import type { DictationBarState } from '@shared/model/dictateAnywhere'
import { expect, test } from 'vitest'
import { BarRecorder } from '../../../../../../src/renderer/features/dictation/anywhere/BarRecorder'
import { loud, quiet } from '../DictationWorld'

const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 0))
const listening = (session: number): DictationBarState => ({
  type: 'listening',
  session,
  program: null,
  accelerator: 'F9',
  isLatched: false,
})
const ending = (session: number): DictationBarState => ({ type: 'ending', session, program: null })

/** Main, the microphone and a clock around the recorder. */
class World {
  holding = 0
  microphones = 0
  bytes = 0
  readonly told: string[] = []
  frame: (frame: Float32Array) => void = () => {}
  gone = () => {}
  take = () => {}
  openFailure: AppError | null = null
  opening: Promise<void> = Promise.resolve()

  readonly recorder = new BarRecorder({
    begin: async () => 'id',
    add: async (_id, pcm) => {
      this.bytes += pcm.byteLength
    },
    forget: async () => void this.told.push('forgotten'),
    holdMicrophone: (_session, signal) => this.hold(signal),
    openMicrophone: async ({ onFrame, onGone }) => {
      await this.opening
      if (this.openFailure) throw this.openFailure
      this.microphones++
      this.frame = onFrame
      this.gone = onGone
      return { isAnother: false, close: () => void this.microphones-- }
    },
    recorded: async (session, recording, failure) =>
      void this.told.push(`${session} ${recording?.recordingId ?? 'nothing'} ${failure?.code ?? 'well'}`),
    finish: async (session) => void this.told.push(`finish ${session}`),
    wait: async () => {},
    onLevel: () => {},
    onOpen: () => {},
  })

  private async *hold(signal: AbortSignal): AsyncGenerator<{ type: 'granted' | 'taken' }> {
    this.holding++
    const over = new Promise<'taken' | 'left'>((resolve) => {
      this.take = () => resolve('taken')
      signal.addEventListener('abort', () => resolve('left'))
    })
    try {
      yield { type: 'granted' }
      if ((await over) === 'taken') yield { type: 'taken' }
    } finally {
      this.holding--
    }
  }

  say(frames: number, make = loud): void {
    for (let count = 0; count < frames; count++) this.frame(make())
  }
}

test('what is said between the press and the release is handed over whole', async () => {
  const world = new World()
  world.recorder.follow(listening(1))
  await settled()
  expect([world.holding, world.microphones]).toEqual([1, 1])
  world.say(40)
  world.recorder.follow(ending(1))
  await settled()
  expect(world.told).toEqual(['1 id well'])
  expect(world.bytes).toBe(40 * 512 * 2)
  expect([world.holding, world.microphones]).toEqual([0, 0])
})

test('a second word from main about the same dictation opens no second microphone', async () => {
  const world = new World()
  world.recorder.follow(listening(1))
  world.recorder.follow({ ...listening(1), program: 'XTerm' } as DictationBarState)
  await settled()
  world.recorder.follow(listening(1))
  await settled()
  expect([world.holding, world.microphones]).toEqual([1, 1])
})

test('a dictation that was dropped closes the microphone, also while that is still being opened', async () => {
  const world = new World()
  let open = () => {}
  world.opening = new Promise((resolve) => {
    open = resolve
  })
  world.recorder.follow(listening(1))
  await settled()
  world.recorder.follow({ type: 'idle' })
  open()
  await settled()
  expect([world.holding, world.microphones]).toEqual([0, 0])
  expect(world.told).toEqual(['1 nothing well'])
})

test('silence is handed over as such', async () => {
  const world = new World()
  world.recorder.follow(listening(1))
  await settled()
  world.say(40, quiet)
  world.recorder.follow(ending(1))
  await settled()
  expect(world.told).toEqual(['1 id recording/silent'])
})

test('a microphone that cannot be opened, goes away or is taken ends it with the reason', async () => {
  const world = new World()
  world.openFailure = new AppError('microphone/denied')
  world.recorder.follow(listening(1))
  await settled()
  world.openFailure = null
  world.recorder.follow(listening(2))
  await settled()
  world.say(40)
  world.gone()
  await settled()
  world.recorder.follow(listening(3))
  await settled()
  world.say(40)
  world.take()
  await settled()
  expect(world.told).toEqual(['1 nothing microphone/denied', '2 id microphone/gone', '3 id cancelled'])
  expect([world.holding, world.microphones]).toEqual([0, 0])
})

test('a recording does not grow longer than main takes', async () => {
  const world = new World()
  world.recorder.follow(listening(1))
  await settled()
  // Ten minutes are some 18 750 frames.
  world.say(18_800)
  expect(world.told).toEqual(['finish 1'])
})
