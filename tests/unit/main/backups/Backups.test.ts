import { AppError } from '@shared/ipc/errors'
import type { LibraryReport } from '@shared/ipc/library/opening'
import type { Backup } from '@shared/model/backup'
import type { AppEvent } from '@shared/model/events'
import { describe, expect, test } from 'vitest'
import { Backups, type BackupsDeps } from '../../../../src/main/backups/Backups'
import { Emitter } from '../../../../src/main/lib/Emitter'
import { Notices } from '../../../../src/main/settings/Notices'
import { ManualTimers } from '../../../fakes/manualTimers'

const hour = 60 * 60_000
const day = 24 * hour
const report: LibraryReport = { recoveredMessages: 0, setAside: null, readOnly: null, schemaVersion: 3 }
const backup = (takenAt: number, number: number, more: Partial<Backup> = {}): Backup => ({
  id: `b${number}`,
  takenAt,
  number,
  reason: 'daily',
  schemaVersion: 3,
  conversations: 1,
  messages: 2,
  pictures: 3,
  files: 0,
  bytes: 1_000,
  isVerified: true,
  missingFiles: 0,
  ...more,
})

/** Main's service over a library that only counts; time passes when the test says so. */
const arrange = (kept: readonly Backup[] = []) => {
  const timers = new ManualTimers()
  const notices = new Notices(new Emitter<AppEvent>())
  const state = {
    now: 100 * day,
    list: [...kept],
    made: [] as string[],
    checks: 0,
    isSound: true,
    failure: null as AppError | null,
    paused: 0,
    replaced: 0,
  }
  const watched = async (method: string, input: unknown) => {
    await Promise.resolve()
    if (state.failure) throw state.failure
    if (method === 'restoreBackup')
      return { backup: state.list[0], before: state.list[0], broughtBack: 0, missingFiles: 0 }
    const { reason } = input as { reason: Backup['reason'] }
    state.made.push(reason)
    const made = backup(state.now, state.list.length + 1, { reason })
    state.list.unshift(made)
    return made
  }
  const backups = new Backups({
    library: {
      listBackups: async () => state.list,
      checkLibrary: async () => {
        state.checks += 1
        return state.isSound
      },
      watched: watched as BackupsDeps['library']['watched'],
    },
    notices,
    isTransferring: () => false,
    pause: async () => {
      state.paused += 1
      return () => {
        state.paused -= 1
      }
    },
    onReplaced: () => {
      state.replaced += 1
    },
    newId: () => 'id',
    now: () => state.now,
    timers,
  })
  /** What was begun by a timer or an event has ended when nothing is left to wait for. */
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve))
  return { backups, timers, notices, state, settled }
}
const started = async (kept: readonly Backup[] = [], opened = report) => {
  const scene = arrange(kept)
  scene.backups.opened(opened)
  scene.timers.fire()
  await scene.settled()
  return scene
}
const collect = async <T>(steps: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const step of steps) all.push(step)
  return all
}
const never = new AbortController().signal

describe('The daily backup', () => {
  test('is made some time after the start, once, and leaves no timer at rest', async () => {
    const { backups, timers, state, settled } = arrange()
    expect(timers.count).toBe(0)
    backups.opened(report)
    backups.opened(report)
    expect([timers.count, state.made]).toEqual([1, []])
    timers.fire()
    await settled()
    expect([timers.count, state.made]).toEqual([0, ['daily']])
  })

  test('is not made while one is younger than a day, whatever asked for that', async () => {
    const { state, backups } = await started([backup(100 * day - hour, 1, { reason: 'asked' })])
    expect(state.made).toEqual([])
    state.now += 22 * hour
    await backups.consider()
    expect(state.made).toEqual([])
    state.now += 2 * hour
    await backups.consider()
    expect(state.made).toEqual(['daily'])
    await backups.consider()
    expect(state.made).toEqual(['daily'])
  })

  test('clock set back: a backup from the future does not put the next one off', async () => {
    const { state, backups } = await started([backup(400 * day, 1)])
    expect(state.made).toEqual(['daily'])
    state.now -= 50 * day
    await backups.consider()
    expect(state.made).toEqual(['daily', 'daily'])
  })

  test('that fails is reported in sizes, tried again after a while, and then no longer reported', async () => {
    const scene = arrange()
    const { state, backups, notices } = scene
    state.failure = new AppError('library/no-room', '', { neededBytes: 50, freeBytes: 10 })
    backups.opened(report)
    scene.timers.fire()
    await scene.settled()
    expect(notices.list()).toEqual([
      {
        kind: 'backup-failed',
        severity: 'warning',
        data: { reason: 'library/no-room', neededBytes: 50, freeBytes: 10 },
      },
    ])
    state.failure = null
    await backups.consider()
    expect(state.made).toEqual([])
    state.now += 2 * hour
    await backups.consider()
    expect([state.made, notices.list()]).toEqual([['daily'], []])
  })

  test('that finds damage says so', async () => {
    const scene = arrange()
    scene.state.failure = new AppError('backup/damaged')
    scene.backups.opened(report)
    scene.timers.fire()
    await scene.settled()
    expect(scene.notices.list().map(({ kind }) => kind)).toEqual(['library-damage-found'])
  })
})

describe('A large library after an unclean end', () => {
  const unchecked: LibraryReport = { ...report, findings: { isUnchecked: true } }
  const recent = [backup(100 * day - hour, 1)]

  test('is checked beside the work, and damage is reported', async () => {
    const scene = arrange(recent)
    scene.state.isSound = false
    scene.backups.opened(unchecked)
    scene.timers.fire()
    await scene.settled()
    expect(scene.state.checks).toBe(1)
    expect(scene.notices.list().map(({ kind }) => kind)).toEqual(['library-damage-found'])
  })

  test('is not checked twice where a backup has just read all of it', async () => {
    const { state } = await started([], unchecked)
    expect([state.made, state.checks]).toEqual([['daily'], 0])
  })
})

describe('A job', () => {
  test('that is asked for while it runs is joined, and ends in what was made', async () => {
    const { backups, state } = arrange()
    const [first, second] = await Promise.all([
      collect(backups.create(never)),
      collect(backups.create(never)),
    ])
    expect(state.made).toEqual(['asked'])
    expect(first?.at(-1)).toEqual(second?.at(-1))
    expect(first?.at(-1)).toMatchObject({ type: 'done', backup: { reason: 'asked' } })
  })

  test('goes on when the window leaves', async () => {
    const { backups, state, settled } = arrange()
    const leaving = new AbortController()
    const watching = collect(backups.create(leaving.signal))
    leaving.abort()
    expect((await watching).some(({ type }) => type === 'done')).toBe(false)
    await settled()
    expect(state.made).toEqual(['asked'])
  })

  test('excludes another, and lets writing go on however it ends', async () => {
    const { backups, state } = arrange([backup(0, 1)])
    const restoring = collect(backups.restore('b1', never))
    await expect(collect(backups.create(never))).rejects.toMatchObject({ code: 'backup/busy' })
    expect((await restoring).at(-1)).toMatchObject({ type: 'done' })
    expect([state.paused, state.replaced]).toEqual([0, 1])
    state.failure = new AppError('backup/damaged')
    await expect(collect(backups.restore('b1', never))).rejects.toMatchObject({ code: 'backup/damaged' })
    expect([state.paused, state.replaced]).toEqual([0, 1])
  })
})
