import { syncProblems } from '@shared/model/syncProblem'
import { describe, expect, it } from 'vitest'
import { syncProblemWords, whereOf } from '../../../../../src/renderer/common/failures/syncProblems'
import { helpOf } from '../../../../../src/renderer/features/sync/ProblemHelp'
import {
  deviceFacts,
  deviceProblem,
  moodOf,
  statusExplanation,
  statusTitle,
  travelWords,
} from '../../../../../src/renderer/features/sync/statusWords'
import { deletion, desktop, device, folder, inStep, laptop } from '../../../../page/syncStates'

const now = Date.now()

describe('Words for the state of sync', () => {
  it.each(syncProblems)('%s is told in plain words, with what helps', (problem) => {
    const status = { ...inStep, problem }
    const title = statusTitle(status)
    const explanation = statusExplanation(status, now)
    expect(title.length).toBeGreaterThan(8)
    expect(explanation).toMatch(/[.!?]$/)
    // What it is called inside, and what no user should have to know.
    expect(`${title} ${explanation}`).not.toMatch(
      /undefined|null|NaN|\b(pack|blob|sync\.|HTTP|4\d\d|507|vector|hash|register)\b/i,
    )
    expect(moodOf(status)).toBe('troubled')
    // A computer that waits for its server, and one that is too old, can be helped by no button here.
    if (problem !== 'busy' && problem !== 'newer') expect(helpOf(status)).not.toBeNull()
  })

  it('each problem has words of its own', () => {
    const titles = syncProblems.map((problem) => syncProblemWords[problem].title)
    expect(new Set(titles).size).toBe(syncProblems.length)
  })

  it('names the server and the folder, and when it is tried again', () => {
    expect(whereOf(inStep.place)).toBe('cloud.example.com')
    expect(whereOf(folder)).toBe('The folder “Nextcloud”')
    expect(whereOf({ type: 'folder', path: 'C:\\Users\\ada\\OneDrive\\' })).toBe('The folder “OneDrive”')
    const status = { ...inStep, problem: 'unreachable', nextTryAt: now + 60_000 } as const
    expect(statusExplanation(status, now)).toMatch(/^cloud\.example\.com does not answer.* Next try at /)
    expect(statusExplanation(status, now + 120_000)).not.toContain('Next try')
  })

  it('a look that finds nothing changes no word', () => {
    const looking = { ...inStep, activity: 'looking' } as const
    expect(statusTitle(looking)).toBe('Everything is in step')
    expect(moodOf(looking)).toBe('fine')
  })

  it('what travels again shows that a problem is over, before all has arrived', () => {
    const again = { ...inStep, problem: 'unreachable', isJoining: true } as const
    expect(moodOf({ ...again, activity: 'looking' })).toBe('troubled')
    const travelling = { ...again, activity: 'taking', progress: { done: 1, total: 9 } } as const
    expect(moodOf(travelling)).toBe('busy')
    expect(statusTitle(travelling)).toBe('Receiving the history of your other computers')
    expect(statusExplanation(travelling, now)).not.toContain('does not answer')
    expect(helpOf(travelling)).toBeNull()
  })

  it('is in step only when nothing waits, here or on another device', () => {
    expect(statusTitle({ ...inStep, unsentChanges: 1 })).toBe('1 change waits to be sent')
    expect(statusTitle({ ...inStep, inStepAt: null })).toBe('Not in step yet')
    const newer = { ...desktop, problem: 'newer', waitingPacks: 12 } as const
    const behind = { ...inStep, devices: [laptop, device('old', 'Old', { problem: 'gap' }), newer] }
    expect(statusTitle(behind)).toBe('Update Parley on this computer')
    expect(statusExplanation(behind, now)).toBe(
      'Desktop: 12 newer batches of changes wait: update Parley here.',
    )
  })

  it('a mass deletion and a stop come before everything else', () => {
    const both = { ...inStep, problem: 'sign-in', massDeletion: deletion } as const
    expect(statusTitle(both)).toBe('Waiting for your decision')
    expect(helpOf(both)).toBeNull()
    const stopped = { ...inStep, problem: 'sign-in', isStopped: true } as const
    expect(statusTitle(stopped)).toBe('Sync is stopped')
    expect(helpOf(stopped)).toBeNull()
  })

  it('says what travelled when, and what waits, once', () => {
    const at = new Date(2026, 10, 30, 14, 5).getTime()
    const status = { ...inStep, lastSentAt: at, lastTakenAt: null, inStepAt: null }
    expect(travelWords(status, at + 60_000)).toBe('Sent 2:05 PM · nothing received yet')
    expect(travelWords(status, at + 20 * 3_600_000)).toContain('Sent Nov 30, 2026')
    expect(travelWords({ ...status, unsentChanges: 3 }, at)).not.toContain('3 changes wait')
    expect(travelWords({ ...status, unsentChanges: 3, problem: 'full' }, at)).toContain('3 changes wait')
    expect(travelWords({ ...status, lastSentAt: null }, at)).toBe('')
  })

  it('tells of a device when it was seen, that its clock is wrong, and why it is behind', () => {
    expect(deviceFacts(laptop, now)).toBe('This computer')
    const ahead = device('a', 'A', { lastSeenAt: now + 7_200_000, clockAheadMs: 7_200_000 })
    expect(deviceFacts(ahead, now)).toMatch(/^Last seen .* its clock is 2 hours ahead of this one$/)
    expect(deviceFacts({ ...ahead, clockAheadMs: -7_200_000, lastSeenAt: null }, now)).toBe(
      'Not seen yet · its clock is 2 hours behind this one',
    )
    for (const problem of syncProblems)
      for (const waitingPacks of [0, 1, 12])
        expect(deviceProblem({ ...desktop, problem, waitingPacks })).toMatch(/[.!?]$/)
    expect(deviceProblem(desktop)).toBeNull()
  })
})
