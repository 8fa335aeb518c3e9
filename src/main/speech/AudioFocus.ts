import { Lease } from '../lib/Lease'

/** What the window that speaks is notified of: that it may, and when it is to be silent. */
export type TurnEvent = { readonly type: 'granted' } | { readonly type: 'silence' }

/**
 * The one window in the whole app that speaks. A window that takes the focus silences the one before; main
 * itself can ask for silence, because the user begins to talk, or wants it quiet.
 */
export class AudioFocus {
  private readonly turn = new Lease<'a window', TurnEvent>({ type: 'granted' }, { type: 'silence' })

  get isSpeaking(): boolean {
    return this.turn.holder !== null
  }

  /** Takes the turn until `signal` aborts. Ends after `silence`. */
  take(signal: AbortSignal): AsyncIterable<TurnEvent> {
    this.stopSpeaking()
    return this.turn.take('a window', signal)
  }

  /** Silences the window that speaks. */
  stopSpeaking(): void {
    this.turn.takeAway()
  }
}
