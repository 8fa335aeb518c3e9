import { basePackPath, type WholeBase } from './bases'
import { SyncFault } from './faults'
import { hashOf, mostPackBytes, openPack } from './pack'
import { lowest } from './SyncedLibrary'
import { damaged } from './sealed'
import { someFrom, type TakeDeps } from './takePacks'

/**
 * Takes a base, then counts all logs as read that far: they go on from there. Cut, it goes on with the pack
 * it was at; taken twice it does no harm.
 */
export const takeBase = async (deps: TakeDeps, whole: WholeBase): Promise<number> => {
  const { library, device: ownDevice } = deps
  const before = await library.readTakenBase()
  let taken = 0
  for (let at = before?.name === whole.base ? before.packs : 0; at < whole.packs.length; at += 1) {
    const records = await openBasePack(deps, whole, at)
    for (let from = 0; from < records.length; ) {
      const some = someFrom(records, from)
      from += some.length
      const upTo = lowest(whole.device)
      const hasMore = from < records.length
      const base = hasMore ? undefined : { name: whole.base, packs: at + 1 }
      await library.applyRecords({ device: whole.device, upTo, records: some, base, hasMore })
    }
    taken += records.length
  }
  const positions = await library.readPositions()
  for (const [device, { upTo, ...position }] of Object.entries(whole.ends)) {
    if (device === ownDevice || position.number <= (positions[device]?.number ?? 0)) continue
    await library.applyRecords({ device, upTo, records: [], position })
  }
  return taken
}

const openBasePack = async ({ place, ring }: TakeDeps, whole: WholeBase, at: number) => {
  const told = whole.packs[at]
  const bytes = await place.read(basePackPath(whole.base, at + 1), mostPackBytes)
  // A newer one has taken its place, or it is not all in step yet.
  if (!bytes) throw new SyncFault('gap', 'A pack of the base is gone')
  if (hashOf(bytes) !== told?.hash) throw damaged('It is not what the base was made of')
  const { head, records } = await openPack(bytes, ring.all('packs'))
  if (head.base !== whole.base || head.number !== at + 1) throw damaged('It is not what its name says')
  return records
}
