import { AppError, type FailureData } from '../ipc/errors'

/** Why sync does not go on by itself, or not with one device. */
export const syncProblems = [
  /** The user and the password are not taken. */
  'sign-in',
  'locked',
  'busy',
  /** No room in the place. */
  'full',
  /** What answers is no WebDAV server: the login page of a hotel, say. */
  'no-webdav',
  'certificate',
  'unreachable',
  'server-error',
  /** The folder is gone, or may not be written. */
  'no-folder',
  /** The cloud keeps a file that it has not brought here yet. */
  'evicted',
  /** No room on this computer. */
  'disk-full',
  'damaged',
  /** Of another library: the place was exchanged. */
  'not-ours',
  /** Written by a Parley that this one is too old for. */
  'newer',
  /** Packs are missing that the next ones build on: the place was set back, or is not in step yet. */
  'gap',
  /** New words were chosen on another device. */
  'new-words',
  /** The keyring does not open what is kept in it. */
  'no-keyring',
  'failed',
] as const
export type SyncProblem = (typeof syncProblems)[number]

/** It goes on only once the user has done something, so that it is told outside the settings as well. */
export const needsUser = (problem: SyncProblem): boolean => ofUser.has(problem)

const ofUser: ReadonlySet<SyncProblem> = new Set([
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

/** The failure `sync/place`: why the place did not do what it was asked for. */
export const placeFailure = (problem: SyncProblem, options?: ErrorOptions): AppError =>
  new AppError('sync/place', `The place failed: ${problem}`, { problem }, options)

/** What `sync/place` says of itself. */
export const problemOf = (data: FailureData = {}): SyncProblem =>
  syncProblems.find((each) => each === data.problem) ?? 'failed'
