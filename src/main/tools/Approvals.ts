import type { AppEvent } from '@shared/model/events'
import type { Approval, ApprovalAnswer } from '@shared/model/tool'
import type { Emitter } from '../lib/Emitter'
import { unlessAborted } from '../lib/unlessAborted'

/** What the user decided, with what they want the model to hear. */
export interface Decision {
  readonly answer: ApprovalAnswer
  readonly words?: string
}

interface Waiting {
  readonly approval: Approval
  readonly settle: (decision: Decision) => void
}

/** The calls that wait for the user's word. Nothing but that word, or a stop, ends their wait. */
export class Approvals {
  private readonly waiting = new Map<string, Waiting>()

  constructor(
    private readonly events: Emitter<AppEvent>,
    private readonly newId: () => string,
  ) {}

  all(): readonly Approval[] {
    return [...this.waiting.values()].map(({ approval }) => approval)
  }

  /** Rejects as the signal does. */
  async ask(asked: Omit<Approval, 'id'>, signal: AbortSignal): Promise<Decision> {
    const id = this.newId()
    const answered = new Promise<Decision>((settle) => {
      this.waiting.set(id, { approval: { ...asked, id }, settle })
    })
    this.publish()
    try {
      return await unlessAborted(answered, signal)
    } finally {
      this.waiting.delete(id)
      this.publish()
    }
  }

  /** One that was answered or stopped meanwhile is over. */
  answer(id: string, decision: Decision): void {
    this.waiting.get(id)?.settle(decision)
  }

  private publish(): void {
    this.events.publish({ type: 'approvals.changed', approvals: this.all() })
  }
}
