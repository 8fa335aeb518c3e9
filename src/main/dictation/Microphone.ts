import { Lease } from '../lib/Lease'

export type MicrophoneEvent = { readonly type: 'granted' } | { readonly type: 'taken' }

/**
 * The one window that may use the microphone, and only while it asks to. Chromium's own question for
 * permission is answered by this.
 */
export class Microphone {
  private readonly hearing = new Lease<number, MicrophoneEvent>({ type: 'granted' }, { type: 'taken' })

  isHeldBy(windowId: number): boolean {
    return this.hearing.holder === windowId
  }

  /** Holds it until `signal` aborts or another takes it. */
  hold(windowId: number, signal: AbortSignal): AsyncIterable<MicrophoneEvent> {
    return this.hearing.take(windowId, signal)
  }
}
