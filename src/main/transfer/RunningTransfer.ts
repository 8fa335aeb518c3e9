import type { TransferEvent } from '@shared/model/transfer'
import { Emitter } from '../lib/Emitter'

/** An import or export, from the choice of a file to its result. Main owns it: windows only watch. */
export class RunningTransfer {
  readonly events = new Emitter<TransferEvent>()
  /** For a window that comes later. */
  readonly told: { started: TransferEvent | null; last: TransferEvent | null } = { started: null, last: null }
  private readonly cancelling = new AbortController()

  constructor(readonly id: string) {}

  get signal(): AbortSignal {
    return this.cancelling.signal
  }

  get isOver(): boolean {
    return this.told.last?.type === 'ended'
  }

  cancel(): void {
    this.cancelling.abort()
  }

  tell(event: TransferEvent): void {
    if (event.type === 'started') this.told.started = event
    else this.told.last = event
    this.events.publish(event)
  }

  /** From where it is until it has ended, or until `signal` aborts. */
  async *watch(signal: AbortSignal): AsyncGenerator<TransferEvent> {
    const { started, last } = this.told
    const first = [started, last].filter((event) => event !== null)
    for await (const event of this.events.watch(signal, first)) {
      yield event
      if (event.type === 'ended') return
    }
  }
}
