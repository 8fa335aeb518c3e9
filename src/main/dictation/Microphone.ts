import { Channel } from '../lib/Channel'

export type MicrophoneEvent = { readonly type: 'granted' } | { readonly type: 'taken' }

/** Who may hear: one window, and only while it asks to. Chromium's own question for permission is answered by this. */
export class Microphone {
  private holder: { readonly windowId: number; readonly turn: Channel<MicrophoneEvent> } | null = null

  isHeldBy(windowId: number): boolean {
    return this.holder?.windowId === windowId
  }

  /** Held until `signal` aborts or another takes it. */
  hold(windowId: number, signal: AbortSignal): AsyncIterable<MicrophoneEvent> {
    const leave = () => turn.end()
    const turn = new Channel<MicrophoneEvent>(() => {
      signal.removeEventListener('abort', leave)
      if (this.holder?.turn === turn) this.holder = null
    })
    if (signal.aborted) {
      turn.end()
      return turn
    }
    this.holder?.turn.push({ type: 'taken' })
    this.holder?.turn.end()
    signal.addEventListener('abort', leave, { once: true })
    this.holder = { windowId, turn }
    turn.push({ type: 'granted' })
    return turn
  }
}
