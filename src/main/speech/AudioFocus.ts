import { Channel } from '../lib/Channel'

/** Told to the window that speaks when it is to be silent. */
export type TurnEvent = { readonly type: 'granted' } | { readonly type: 'silence' }

/**
 * Who speaks: one window in the whole app. Whoever takes the turn silences who had it; main itself can ask for silence,
 * because the user begins to talk, or wants it quiet.
 */
export class AudioFocus {
  private holder: Channel<TurnEvent> | null = null

  get isSpeaking(): boolean {
    return this.holder !== null
  }

  /** Takes the turn until `signal` aborts. Ends after `silence`. */
  take(signal: AbortSignal): AsyncIterable<TurnEvent> {
    this.stopSpeaking()
    const leave = () => turn.end()
    const turn = new Channel<TurnEvent>(() => {
      signal.removeEventListener('abort', leave)
      if (this.holder === turn) this.holder = null
    })
    if (signal.aborted) {
      turn.end()
      return turn
    }
    signal.addEventListener('abort', leave, { once: true })
    this.holder = turn
    turn.push({ type: 'granted' })
    return turn
  }

  /** Whoever speaks is silent. */
  stopSpeaking(): void {
    this.holder?.push({ type: 'silence' })
    this.holder?.end()
    this.holder = null
  }
}
