import { type Session, session } from 'electron'
import { lockDown } from './hiddenPage'

/**
 * Locked sessions for hidden pages, one at a time to each. Electron frees no session as long as Parley runs:
 * those that are no longer used are taken again, so that there are as many as pages were open at once.
 */
export class SessionPool {
  private readonly idle: Session[] = []
  private made = 0

  constructor(
    private readonly name: string,
    private readonly isReached: (url: string) => boolean,
  ) {}

  take(): Session {
    const kept = this.idle.pop()
    if (kept) return kept
    this.made += 1
    const own = session.fromPartition(`${this.name}-${this.made}`, { cache: false })
    lockDown(own, this.isReached)
    return own
  }

  /** The pages of it are closed. What they asked for by `app:` is answered no more. */
  giveBack(own: Session): void {
    own.protocol.unhandle('app')
    this.idle.push(own)
  }
}
