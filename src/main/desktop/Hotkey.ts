import { Channel } from '@shared/lib/Channel'
import type { HotkeyStatus } from '@shared/model/hotkey'
import { Emitter } from '../lib/Emitter'
import type { DisplayServer } from './displayServer'

/** The system's hotkeys. */
export interface KeyGrabs {
  /** What the system says, which is not proof. `unnameable`: there is no such key. */
  grab(accelerator: string, onPress: () => void): 'grabbed' | 'refused' | 'unnameable'
  release(accelerator: string): void
}

/**
 * One hotkey, and whether it works. It is requested once a change and released once: desktops show a dialog
 * each time, and some lose their own shortcuts when a program asks again and again.
 */
export class Hotkey {
  private current: HotkeyStatus = { accelerator: null, state: 'off' }
  private isGrabbed = false
  /** The listeners that take presses for themselves, newest last. */
  private readonly takers: Channel<'pressed'>[] = []
  readonly changes = new Emitter<HotkeyStatus>()

  constructor(
    private readonly grabs: KeyGrabs,
    private readonly display: DisplayServer,
    private readonly onPress: () => void,
  ) {}

  get status(): HotkeyStatus {
    return this.current
  }

  /** Sets it; null: none. The one that is set already is left as it is. */
  use(accelerator: string | null): void {
    if (accelerator === this.current.accelerator) return
    this.letGo()
    this.ask(accelerator)
  }

  /** Tries once more from the beginning: the other program may have gone. */
  tryAgain(): void {
    const { accelerator } = this.current
    this.letGo()
    this.ask(accelerator)
  }

  /** The focused page got the very keys: whatever the system said, it does not hand them to us. */
  goneAstray(): void {
    if (this.current.state !== 'untried' && this.current.state !== 'works') return
    this.become({ ...this.current, state: 'unsupported', reason: 'unheard' })
  }

  /** Presses come here instead of doing what they do, until `signal` aborts. */
  takePresses(signal: AbortSignal): AsyncIterable<'pressed'> {
    const channel = new Channel<'pressed'>(() => {
      const at = this.takers.indexOf(channel)
      if (at >= 0) this.takers.splice(at, 1)
    })
    if (!signal.aborted) this.takers.push(channel)
    return channel.until(signal)
  }

  /** Gives the key back before the app ends. */
  letGo(): void {
    if (this.isGrabbed && this.current.accelerator !== null) this.grabs.release(this.current.accelerator)
    this.isGrabbed = false
  }

  private ask(accelerator: string | null): void {
    this.become(accelerator === null ? { accelerator, state: 'off' } : this.grab(accelerator))
  }

  private grab(accelerator: string): HotkeyStatus {
    // It would be given, and work over old programs' windows only: worse than none, as it seems to work at
    // times.
    if (this.display === 'x11-in-wayland') return { accelerator, state: 'unsupported', reason: 'display' }
    const said = this.grabs.grab(accelerator, () => this.pressed(accelerator))
    this.isGrabbed = said === 'grabbed'
    if (said === 'grabbed') return { accelerator, state: 'untried' }
    if (said === 'unnameable') return { accelerator, state: 'unsupported', reason: 'key' }
    // On Wayland there is no telling a desktop without hotkeys from a taken one.
    return this.display === 'wayland'
      ? { accelerator, state: 'unsupported', reason: 'refused' }
      : { accelerator, state: 'taken' }
  }

  private pressed(accelerator: string): void {
    // One that was on its way when another was set.
    if (accelerator !== this.current.accelerator) return
    if (this.current.state !== 'works') this.become({ accelerator, state: 'works' })
    const taker = this.takers.at(-1)
    if (taker) taker.push('pressed')
    else this.onPress()
  }

  private become(status: HotkeyStatus): void {
    this.current = status
    this.changes.publish(status)
  }
}
