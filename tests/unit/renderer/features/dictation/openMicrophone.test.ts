/// <reference types="vite/client" />
import type { Bridge, Frame } from '@shared/ipc/define'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MicrophoneTrial } from '../../../../../src/renderer/features/dictation/MicrophoneTrial'
import { openMicrophone } from '../../../../../src/renderer/features/dictation/openMicrophone'

class Track extends EventTarget {
  readyState: 'live' | 'ended' = 'live'
  stop() {
    this.readyState = 'ended'
  }
  /** Unplugged. */
  end() {
    this.stop()
    this.dispatchEvent(new Event('ended'))
  }
}

let track: Track
let contexts: ('running' | 'closed')[]
let addModule: () => Promise<void>
let held: { readonly tell: (frame: Frame<unknown>) => void; isClosed: boolean } | null

beforeEach(() => {
  track = new Track()
  contexts = []
  addModule = async () => {}
  held = null
  vi.stubGlobal('navigator', {
    mediaDevices: {
      getUserMedia: async () => ({ getTracks: () => [track] }),
      enumerateDevices: async () => [{ kind: 'audioinput', deviceId: 'one', label: 'One' }],
    },
  })
  vi.stubGlobal(
    'AudioContext',
    class {
      private readonly index = contexts.push('running') - 1
      readonly audioWorklet = { addModule: () => addModule() }
      readonly destination = {}
      createMediaStreamSource() {
        return { connect: <T>(next: T) => next }
      }
      async resume() {}
      async close() {
        contexts[this.index] = 'closed'
      }
    },
  )
  vi.stubGlobal(
    'AudioWorkletNode',
    class {
      readonly port = {}
      connect() {}
    },
  )
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }))
  const bridge: Bridge = {
    call: async () => ({ ok: true, value: undefined }),
    open: (_name, _input, onFrame) => {
      const mine = { tell: onFrame as (frame: Frame<unknown>) => void, isClosed: false }
      held = mine
      return {
        close: () => {
          mine.isClosed = true
        },
      }
    },
  }
  vi.stubGlobal('window', Object.assign(new EventTarget(), { parley: bridge }))
})
afterEach(() => vi.unstubAllGlobals())

describe('Opening the microphone', () => {
  const options = { chosen: null, onFrame: () => {}, onGone: () => {} }

  it('leaves nothing open where it fails half-way', async () => {
    addModule = async () => {
      throw new Error('No worklet')
    }
    await expect(openMicrophone(options)).rejects.toThrow('No worklet')
    expect([track.readyState, contexts]).toEqual(['ended', ['closed']])
  })

  it('tells of one that goes away while it is opened', async () => {
    let isGone = false
    addModule = async () => track.end()
    const microphone = await openMicrophone({
      ...options,
      onGone: () => {
        isGone = true
      },
    })
    expect(isGone).toBe(true)
    microphone.close()
    expect(contexts).toEqual(['closed'])
  })

  it('refuses one that has gone already', async () => {
    track.stop()
    await expect(openMicrophone(options)).rejects.toMatchObject({ code: 'microphone/gone' })
    expect(contexts).toEqual([])
  })
})

describe('Trying the microphone', () => {
  let microphone: MicrophoneTrial
  let trial: Promise<void>
  let nextList: () => Promise<void>
  beforeEach(async () => {
    let tell = () => {}
    nextList = () =>
      new Promise<void>((resolve) => {
        tell = resolve
      })
    const listed = nextList()
    microphone = new MicrophoneTrial(null, { onLevel: () => {}, onList: () => tell() })
    trial = microphone.run(new AbortController().signal)
    await vi.waitFor(() => expect(held).not.toBeNull())
    held?.tell({ type: 'item', items: [{ type: 'granted' }] })
    await listed
    expect([track.readyState, contexts]).toEqual(['live', ['running']])
  })
  const isOver = async () => {
    await trial
    expect([track.readyState, contexts]).toEqual(['ended', ['closed']])
  }

  it('opens another one that is chosen meanwhile without asking for the microphone again', async () => {
    const [first, hold] = [track, held]
    const listed = nextList()
    track = new Track()
    microphone.choose({ id: 'other', name: 'Other' })
    await listed
    expect(first.readyState).toBe('ended')
    expect(contexts).toEqual(['closed', 'running'])
    expect(held).toBe(hold)
  })

  it('ends when the window is out of sight', async () => {
    Object.assign(document, { visibilityState: 'hidden' })
    document.dispatchEvent(new Event('visibilitychange'))
    await isOver()
    expect(held?.isClosed).toBe(true)
  })

  it('ends with the page', async () => {
    window.dispatchEvent(new Event('pagehide'))
    await isOver()
    expect(held?.isClosed).toBe(true)
  })

  it('ends when another window begins to listen', async () => {
    held?.tell({ type: 'item', items: [{ type: 'taken' }] })
    held?.tell({ type: 'end' })
    await isOver()
  })

  it('says that the microphone went away', async () => {
    track.end()
    await expect(trial).rejects.toMatchObject({ code: 'microphone/gone' })
    expect(contexts).toEqual(['closed'])
  })
})
