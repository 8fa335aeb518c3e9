import type { SyncDevice, SyncStatus } from '@shared/model/sync'
import { needsUser, type SyncProblem } from '@shared/model/syncProblem'
import { nameOfDevice, syncProblemWords, whereOf } from '../../common/failures/syncProblems'
import { counted } from '../../ui/amounts'
import { formatClock, formatShortMoment, formatWait } from '../../ui/dates'

export type SyncOn = Extract<SyncStatus, { readonly type: 'on' }>

const dayMs = 24 * 3_600_000

/** A moment of the last day by its clock, an earlier one with its day. */
export const momentWords = (at: number, now: number): string =>
  now - at < dayMs && new Date(at).getDate() === new Date(now).getDate()
    ? formatClock(at)
    : formatShortMoment(at)

/** How a status looks: in step, on its way, waiting, or in need of the user. */
export type SyncMood = 'fine' | 'busy' | 'waiting' | 'troubled'

export const moodOf = (status: SyncOn): SyncMood => {
  if (status.massDeletion !== null) return 'troubled'
  if (status.isStopped) return 'waiting'
  // What travels shows that the problem of the try before is over.
  if (isLong(status)) return 'busy'
  if (status.problem !== null) return 'troubled'
  if (status.isJoining) return 'busy'
  const stuck = stuckOf(status)
  if (stuck) return stuck.problem === 'newer' ? 'troubled' : 'waiting'
  return status.unsentChanges > 0 || status.inStepAt === null ? 'waiting' : 'fine'
}

/** A look that finds nothing and a change that is on its way for a moment are not worth a word. */
const isLong = ({ activity, progress }: SyncOn): boolean =>
  activity === 'backing-up' || ((activity === 'sending' || activity === 'taking') && progress !== null)

/** What sync is doing, in a few words. */
export const statusTitle = (status: SyncOn): string => {
  if (status.massDeletion !== null) return 'Waiting for your decision'
  if (status.isStopped) return status.isJoining ? 'Joining was stopped' : 'Sync is stopped'
  if (isLong(status)) return activityWords(status)
  if (status.problem !== null) return syncProblemWords[status.problem].title
  if (status.isJoining) return activityWords(status)
  const stuck = stuckOf(status)
  if (stuck?.problem === 'newer') return syncProblemWords.newer.title
  if (stuck) return 'Some changes are not here yet'
  if (status.unsentChanges > 0) return `${unsentWords(status.unsentChanges)} to be sent`
  return status.inStepAt === null ? 'Not in step yet' : 'Everything is in step'
}

/** What the title leaves open; nothing where it says all. */
export const statusExplanation = (status: SyncOn, now: number): string => {
  const { massDeletion, isStopped, isJoining, problem, place, nextTryAt } = status
  if (massDeletion !== null) return ''
  if (isStopped) return 'Sync now goes on where it was.'
  if (problem !== null && !isLong(status)) {
    const { explain, keepsChanges } = syncProblemWords[problem]
    const kept = keepsChanges ? keptWords(problem) : ''
    return [explain(whereOf(place)), kept, nextTryWords(nextTryAt, now)].filter(Boolean).join(' ')
  }
  const stuck = stuckOf(status)
  if (!isJoining && !isLong(status) && stuck)
    return `${nameOfDevice(stuck.name)}: ${deviceProblem(stuck) ?? ''}`
  if (!isJoining) return ''
  const meanwhile = 'You can go on working meanwhile.'
  return status.activity === 'taking' ? `${meanwhile} What has come is there at once.` : meanwhile
}

const keptWords = (problem: SyncProblem): string =>
  needsUser(problem) ? 'Changes wait here until then.' : 'Changes wait here and go by themselves.'

/** A device whose changes are not taken, one first that the user can do something about. */
const stuckOf = ({ devices }: SyncOn): SyncDevice | undefined => {
  const stuck = devices.filter(({ isThis, problem }) => !isThis && problem !== null)
  return stuck.find(({ problem }) => problem === 'newer') ?? stuck[0]
}

const activityWords = ({ activity, isJoining }: SyncOn): string => {
  switch (activity) {
    case 'backing-up':
      return 'Backing up the history of this computer first'
    case 'sending':
      return isJoining ? 'Sending the history of this computer' : 'Sending changes'
    case 'taking':
      return isJoining ? 'Receiving the history of your other computers' : 'Receiving changes'
    case 'looking':
    case 'resting':
      return 'Joining'
  }
}

const unsentWords = (count: number): string => counted(count, 'change waits', 'changes wait')

/** What travelled when, and what waits. */
export const travelWords = (status: SyncOn, now: number): string => {
  const { lastSentAt, lastTakenAt, unsentChanges, inStepAt } = status
  if (lastSentAt === null && lastTakenAt === null) return ''
  const parts = [
    lastSentAt === null ? 'Nothing sent yet' : `Sent ${momentWords(lastSentAt, now)}`,
    lastTakenAt === null ? 'nothing received yet' : `received ${momentWords(lastTakenAt, now)}`,
  ]
  if (inStepAt !== null) parts.push(`checked ${momentWords(inStepAt, now)}`)
  const waiting = unsentWords(unsentChanges)
  if (unsentChanges > 0 && !statusTitle(status).startsWith(waiting)) parts.push(waiting)
  return parts.join(' · ')
}

/** When it is tried again by itself; nothing once that moment is there. */
const nextTryWords = (nextTryAt: number | null, now: number): string =>
  nextTryAt === null || nextTryAt <= now ? '' : `Next try at ${momentWords(nextTryAt, now)}.`

/** "Last seen 2:05 PM", and whether its clock is wrong. */
export const deviceFacts = (device: SyncDevice, now: number): string => {
  const { isThis, lastSeenAt, clockAheadMs } = device
  const seen = isThis
    ? 'This computer'
    : lastSeenAt === null
      ? 'Not seen yet'
      : // By its own clock, which may be ahead.
        `Last seen ${momentWords(Math.min(lastSeenAt, now), now)}`
  if (clockAheadMs === 0) return seen
  const way = clockAheadMs > 0 ? 'ahead of' : 'behind'
  return `${seen} · its clock is ${formatWait(Math.abs(clockAheadMs))} ${way} this one`
}

/** Why the changes of a device are not taken; null where they are. */
export const deviceProblem = (device: SyncDevice): string | null => {
  const { problem, waitingPacks } = device
  const waiting = counted(waitingPacks, 'batch of changes waits', 'batches of changes wait')
  switch (problem) {
    case null:
      return null
    case 'newer':
      return waitingPacks === 0
        ? 'It has a newer Parley: update Parley here.'
        : `${counted(waitingPacks, 'newer batch of changes waits', 'newer batches of changes wait')}: update Parley here.`
    case 'gap':
      return waitingPacks === 0
        ? 'Changes of it have not arrived yet.'
        : `Changes before have not arrived yet: ${waiting}.`
    case 'damaged':
      return 'A file of it is damaged and was not used. What it still has, it sends again.'
    case 'not-ours':
      return 'Its files belong to another history and were not used.'
    case 'evicted':
      return 'Its files are in the cloud and not on this computer yet.'
    default:
      return waitingPacks === 0
        ? 'Its changes could not be read.'
        : `Its changes could not be read: ${waiting}.`
  }
}
