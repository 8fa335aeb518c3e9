import type { AppEvent } from '@shared/model/events'
import type { Notice } from '@shared/model/notice'
import type { Emitter } from '../lib/Emitter'

/** What the user should know now; one of a kind. */
export class Notices {
  private readonly current = new Map<Notice['kind'], Notice>()

  constructor(private readonly events: Emitter<AppEvent>) {}

  list(): readonly Notice[] {
    return [...this.current.values()]
  }

  show(notice: Notice): void {
    this.current.set(notice.kind, notice)
    this.publish()
  }

  dismiss(kind: Notice['kind']): void {
    if (this.current.delete(kind)) this.publish()
  }

  private publish(): void {
    this.events.publish({ type: 'notices.changed', notices: this.list() })
  }
}
