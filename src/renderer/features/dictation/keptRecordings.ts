import type { KeptRecording } from '@shared/model/dictation'
import type { StoreApi } from 'zustand/vanilla'
import type { DictationDeps } from './DictationDeps'
import type { DictationState } from './DictationState'

interface Around {
  readonly set: StoreApi<DictationState>['setState']
  readonly get: () => DictationState
  readonly fail: (error: unknown) => void
}

/** The recordings in the store that have no words yet; main has their sound. */
export const createKeptRecordings = (
  deps: Pick<DictationDeps, 'kept' | 'forget'>,
  { set, get, fail }: Around,
) => {
  const keep = (recording: KeptRecording): void =>
    set(({ kept }) => ({
      kept: [...kept.filter(({ recordingId }) => recordingId !== recording.recordingId), recording],
    }))

  const drop = (recordingId: string): void =>
    set(({ kept }) => ({ kept: kept.filter((each) => each.recordingId !== recordingId) }))

  const throwAway = (recordingId: string): void => {
    drop(recordingId)
    if (get().kept.length === 0) set({ trouble: null })
    deps.forget(recordingId).catch((error: unknown) => fail(error))
  }

  /** Those that main has told of: what is missing the next time has got its words elsewhere. */
  let told = new Set<string>()

  /** Loads those that were kept elsewhere; the one being recorded now (`current`) is not among them. */
  const loadKept = async (current: () => Promise<string> | undefined): Promise<void> => {
    const found = await deps.kept()
    const currentId = await current()?.catch(() => null)
    const ids = new Set(found.map(({ recordingId }) => recordingId))
    for (const recordingId of told) if (!ids.has(recordingId)) drop(recordingId)
    told = ids
    for (const recording of found) if (recording.recordingId !== currentId) keep(recording)
  }

  return { keep, drop, throwAway, loadKept }
}
