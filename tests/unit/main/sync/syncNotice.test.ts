import type { AppEvent } from '@shared/model/events'
import { syncProblems } from '@shared/model/syncProblem'
import { describe, expect, it } from 'vitest'
import { Emitter } from '../../../../src/main/lib/Emitter'
import { Notices } from '../../../../src/main/settings/Notices'
import { followSyncNotices, syncNoticeOf } from '../../../../src/main/sync/syncNotice'
import { deletion, desktop, inStep, laptop } from '../../../page/syncStates'

describe('What sync tells outside the settings', () => {
  it('is only what waits for the user', () => {
    const told = syncProblems.filter((problem) => syncNoticeOf({ ...inStep, problem }) !== null)
    expect(told).toEqual([
      'sign-in',
      'full',
      'certificate',
      'no-folder',
      'disk-full',
      'not-ours',
      'newer',
      'new-words',
      'no-keyring',
    ])
    expect(syncNoticeOf(inStep)).toBeNull()
    expect(syncNoticeOf({ type: 'off' })).toBeNull()
    expect(syncNoticeOf({ ...inStep, isStopped: true, problem: 'sign-in' })).toBeNull()
    const behind = { ...desktop, problem: 'newer' } as const
    expect(syncNoticeOf({ ...inStep, devices: [laptop, behind] })?.data).toEqual({ problem: 'newer' })
    expect(syncNoticeOf({ ...inStep, problem: 'full', massDeletion: deletion })?.data).toEqual({
      deviceName: 'Desktop',
      count: 240,
      of: 1_200,
    })
  })

  it('comes once for each reason, stays while it is tried again, and goes when it is over', () => {
    const events = new Emitter<AppEvent>()
    const notices = new Notices(events)
    followSyncNotices(events, notices)
    const say = (change: Partial<typeof inStep>) =>
      events.publish({ type: 'sync.changed', status: { ...inStep, ...change } })
    const shown = () => notices.list().map(({ data }) => data.problem)
    say({ problem: 'sign-in' })
    expect(shown()).toEqual(['sign-in'])
    say({ problem: null, activity: 'looking' })
    expect(shown()).toEqual(['sign-in'])
    notices.dismiss('sync-waits')
    say({ problem: 'sign-in' })
    expect(shown()).toEqual([])
    say({ problem: 'full' })
    expect(shown()).toEqual(['full'])
    say({ problem: null })
    expect(shown()).toEqual([])
    say({ problem: 'full' })
    events.publish({ type: 'sync.changed', status: { type: 'off' } })
    expect(shown()).toEqual([])
  })
})
