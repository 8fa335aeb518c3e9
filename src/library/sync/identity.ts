import { type Clock, HybridClock } from '@shared/sync/clock'
import type { ClockVector } from '@shared/sync/record'
import type {
  LibraryIdentity,
  NewName,
  SealedPosition,
  ToldAgain,
  ToldThing,
} from '@shared/sync/syncedLibrary'
import type { Database, Row } from '../Database'
import { readNumber, readText } from '../values'
import { noClocks, readClocks, writeClocks } from './Clocks'
import { kinds } from './records'
import { beginSync, getState, isSyncing, setState } from './schema'

const nothing: SealedPosition = { number: 0, hash: '', upTo: '' }

/** Null where the library was never synced, or was made before it was. */
export const readIdentity = (database: Database): LibraryIdentity | null => {
  if (!isSyncing(database)) return null
  const sealed = getState(database, 'sealed')
  return {
    device: getState(database, 'device'),
    latest: getState(database, 'latest'),
    sealed: sealed === '' ? nothing : (JSON.parse(sealed) as SealedPosition),
  }
}

/** Up to where the own log holds what was here: kept in the transaction that forgets the notes of it. */
export const keepSealed = (database: Database, sealed: SealedPosition): void =>
  setState(database, 'sealed', JSON.stringify(sealed))

/** Begins anew under that name: all that is here is told once. */
export const beginAs = (database: Database, device: string, now: () => number): void => {
  if (!isSyncing(database)) beginSync(database, device, new HybridClock(device, now, null).tick())
}

/**
 * Goes on under another name, because a library that was set back or copied shares its old one with what was
 * written meanwhile. The old name becomes a device like any other, whose log is read from where this library
 * knows it. What is here and not in that log is told again, as written by the new name; what the old one said
 * of itself later than that was never heard of by anyone, and would pass for what the other machine wrote.
 */
export const takeName = (database: Database, { device, after, again }: NewName): void =>
  database.transaction(() => {
    const old = getState(database, 'device')
    if (old === device) return
    const untold = [...(again === 'all' ? clocked(database) : again), ...unsentAfter(database, after.upTo)]
    for (const thing of untold) tellAsNew(database, thing, { device: old, upTo: after.upTo })
    if (again === 'all') restartBacklog(database)
    // What was there before sync began stays known as the first name's: others have it as that.
    if (getState(database, 'beganAs') === '') setState(database, 'beganAs', old)
    setState(database, 'device', device)
    setState(database, 'sealed', '')
    database.run('INSERT OR REPLACE INTO sync_seen (device, clock, number, hash) VALUES (?, ?, ?, ?)', [
      old,
      after.upTo === '' ? `${'0'.repeat(17)}-${old}` : after.upTo,
      after.number,
      after.hash,
    ])
  })

/** What lies in a log that no other device will read. */
export const tellAgain = (database: Database, { device, upTo, things }: ToldAgain): void =>
  database.transaction(() => {
    for (const thing of things) tellAsNew(database, thing, { device, upTo })
  })

const thingOf = (row: Row): ToldThing => ({
  kind: readText(row.kind),
  id: readText(row.id),
})

const clocked = (database: Database): readonly ToldThing[] =>
  database.all('SELECT kind, id FROM sync_clocks').map(thingOf)

const unsentAfter = (database: Database, upTo: Clock): readonly ToldThing[] =>
  database.all('SELECT DISTINCT kind, id FROM sync_unsent WHERE clock > ?', [upTo]).map(thingOf)

const restartBacklog = (database: Database): void => {
  const newest = database.get('SELECT max(pk) AS pk FROM conversations')
  setState(database, 'newestBefore', String(readNumber(newest?.pk)))
  setState(database, 'backlog', '')
}

const tellAsNew = (
  database: Database,
  { kind, id }: ToldThing,
  end: { readonly device: string; readonly upTo: Clock },
): void => {
  const clocks = readClocks(database, kind, id)
  if (clocks)
    writeClocks(database, kind, id, {
      set: clocks.set,
      written: endingAt(clocks.written, end),
      deleted: endingAt(clocks.deleted, end),
    })
  const isHere = (kinds[kind]?.load(database, id) ?? null) !== null
  const isDeleted = !isHere && Object.keys((clocks ?? noClocks).deleted).length > 0
  if (!isHere && !isDeleted) return
  database.run(
    `INSERT INTO sync_unsent (kind, id, field) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET clock = NULL, batch = NULL`,
    [kind, id, isHere ? 'again' : 'deleted'],
  )
}

/** Without what the device is said to have done later. */
const endingAt = (
  vector: ClockVector,
  { device, upTo }: { readonly device: string; readonly upTo: Clock },
): ClockVector => {
  const { [device]: said, ...others } = vector
  if (said === undefined || said <= upTo) return vector
  return upTo === '' ? others : { ...others, [device]: upTo }
}
