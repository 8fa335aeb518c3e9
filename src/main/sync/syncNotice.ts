import type { AppEvent } from '@shared/model/events'
import type { Notice } from '@shared/model/notice'
import type { SyncStatus } from '@shared/model/sync'
import { needsUser } from '@shared/model/syncProblem'
import type { Emitter } from '../lib/Emitter'
import type { Notices } from '../settings/Notices'

/** What the user has to do before sync goes on; null where it goes on by itself. */
export const syncNoticeOf = (status: SyncStatus): Notice | null => {
  if (status.type === 'off' || status.isStopped) return null
  const { massDeletion, problem, devices } = status
  if (massDeletion !== null) {
    const { deviceName, count, of } = massDeletion
    return { kind: 'sync-waits', severity: 'warning', data: { deviceName, count, of } }
  }
  const isNewer = devices.some((device) => device.problem === 'newer')
  const waiting = problem !== null && needsUser(problem) ? problem : isNewer ? 'newer' : null
  return waiting === null ? null : { kind: 'sync-waits', severity: 'warning', data: { problem: waiting } }
}

/**
 * Tells outside the settings what waits for the user. Dismissed, it comes back only with another reason. Each
 * try looks as if all were well for a moment: the notice goes only once one has succeeded.
 */
export const followSyncNotices = (events: Emitter<AppEvent>, notices: Notices): (() => void) => {
  let shown = ''
  return events.subscribe((event) => {
    if (event.type !== 'sync.changed') return
    const { status } = event
    const notice = syncNoticeOf(status)
    if (notice === null && status.type === 'on' && status.activity !== 'resting') return
    const key = notice === null ? '' : JSON.stringify(notice.data)
    if (key === shown) return
    shown = key
    if (notice === null) notices.dismiss('sync-waits')
    else notices.show(notice)
  })
}
