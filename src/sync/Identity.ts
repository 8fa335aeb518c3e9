import { mkdir, readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '@shared/sync/clock'
import type { ToldThing } from '@shared/sync/syncedLibrary'
import type { KeyRing } from './keyRing'
import { OwnPacks } from './OwnPacks'
import type { Place } from './Place'
import { hashOf, isUnder, mostPackBytes, openPack, type Pack, packName } from './pack'
import { lowest, type SyncedLibrary } from './SyncedLibrary'
import { replaceWholeFile } from './wholeFiles'

export interface IdentityDeps {
  /** What this profile keeps for sync, outside of the library: its name, and its packs. */
  readonly folder: string
  readonly library: Pick<
    SyncedLibrary,
    'readIdentity' | 'beginAs' | 'takeName' | 'tellAgain' | 'applyRecords'
  >
  readonly ring: KeyRing
  readonly newId: () => string
}

const isName = (name: string): boolean => /^[0-9a-z]{1,40}$/.test(name)

/**
 * The name that this profile's log goes by. It lies outside of the library: one that was restored, copied or
 * removed does not go on with a log that knows more than it does. It takes a new name then, and reads what it
 * lacks from the old one's log.
 */
export class Identity {
  constructor(private readonly deps: IdentityDeps) {}

  get folder(): string {
    return this.deps.folder
  }

  ownOf(device: string): OwnPacks {
    return new OwnPacks(join(this.deps.folder, 'own', device))
  }

  /** Names that this profile had before: what was sealed under them is still to be sent. */
  async former(device: string): Promise<readonly string[]> {
    const names = await readdir(join(this.deps.folder, 'own')).catch(() => [])
    return names.filter((name) => isName(name) && name !== device)
  }

  /** The name under which the library as it is now may go on. */
  async settle(): Promise<string> {
    const { library, newId } = this.deps
    const kept = await this.read()
    const found = await library.readIdentity()
    if (!found) {
      // Of before sync, or made anew beside a log that is there: an empty library is no deletion of all.
      const isUnused = kept !== null && (await this.ownOf(kept).last()) === 0
      const device = isUnused ? kept : newId()
      await library.beginAs(device)
      return this.keep(device)
    }
    const { device, latest, sealed } = found
    const own = this.ownOf(device)
    const last = await own.last()
    const told = await this.momentIn(own, sealed.number + 1, last)
    const fits = last >= sealed.number && told <= latest
    if (fits && (device === kept || (kept === null && last > 0))) return this.keep(device)
    const name = newId()
    // The packs know more than the library: it was set back, and lacks nothing that it knows of.
    if (told > latest) await library.takeName({ device: name, after: { ...sealed, upTo: latest }, again: [] })
    // It was copied from elsewhere, where what it had not sealed may have been lost.
    else if (device !== kept) await library.takeName({ device: name, after: sealed, again: [] })
    // The packs are gone, and which of them were sent is not known.
    else await library.takeName({ device: name, after: { number: 0, hash: '', upTo: '' }, again: 'all' })
    return this.keep(name)
  }

  /** Whether the others take its log under the key that it began with. */
  async isHeard(device: string): Promise<boolean> {
    const { ring } = this.deps
    const own = this.ownOf(device)
    const first = await own.first()
    if (ring.generation === 1 || first === 0) return true
    const bytes = await own.read(first)
    for (const { key } of ring.keysOf(device)) if (await isUnder(bytes, key)) return true
    return false
  }

  /** Takes a new name and tells all that is here under it. */
  async beginAnew(): Promise<string> {
    const name = this.deps.newId()
    const after = { number: 0, hash: '', upTo: '' }
    await this.deps.library.takeName({ device: name, after, again: 'all' })
    return this.keep(name)
  }

  /**
   * The same for one that was removed. What the others have read of it they know, and may have deleted since:
   * only what came later is told again.
   */
  async comeBack(device: string): Promise<string> {
    const heard = Math.min(this.deps.ring.lastOf(device), await this.ownOf(device).last())
    return this.goOnBehind(device, heard)
  }

  /**
   * Parts from another machine that writes under the same name, since one profile is a copy of the other.
   * What is in the place is the other's from here on; what was sealed here and does not lie there is told
   * again.
   */
  async separate(device: string, place: Place): Promise<string> {
    return this.goOnBehind(device, await this.lastCommon(device, place))
  }

  private async goOnBehind(device: string, common: number): Promise<string> {
    const { after, apart, isAllKnown } = await this.apartFrom(device, common)
    const again = isAllKnown ? apart.flatMap(({ records }) => records.map(thingOf)) : 'all'
    const name = this.deps.newId()
    await this.deps.library.takeName({ device: name, after, again })
    await this.putAside(device)
    return this.keep(name)
  }

  /**
   * The same for a name that this profile had before it took another: the library, which was set back since,
   * gets what was sealed under it and does not lie in the place, and tells it.
   */
  async takeBack(former: string, place: Place): Promise<void> {
    const { library } = this.deps
    const { after, apart } = await this.apartFrom(former, await this.lastCommon(former, place))
    for (const { records } of apart) {
      await library.applyRecords({ device: former, upTo: lowest(former), records })
      await library.tellAgain({ device: former, upTo: after.upTo, things: records.map(thingOf) })
    }
    await this.putAside(former)
  }

  /** What was sealed here behind the last pack that others know too. */
  private async apartFrom(device: string, common: number) {
    const own = this.ownOf(device)
    const last = await own.last()
    const apart: Pack[] = []
    for (let number = common + 1; number <= last; number += 1) {
      const pack = await this.open(own, number)
      if (pack) apart.push(pack)
    }
    const [first] = apart
    const after = {
      number: common,
      hash: first?.head.number === common + 1 ? first.head.previous : await hashIn(own, common),
      upTo: await this.momentIn(own, 1, common),
    }
    return { after, apart, isAllKnown: apart.length === last - common }
  }

  /** They are told again: sent as they are they would follow on what others know. */
  private async putAside(device: string): Promise<void> {
    const folder = join(this.deps.folder, 'own', device)
    await rename(folder, `${folder}.apart-${this.deps.newId()}`).catch(() => {})
  }

  /** The number of the last pack that lies in the place as it is here. */
  private async lastCommon(device: string, place: Place): Promise<number> {
    const own = this.ownOf(device)
    const names = await place.list(`devices/${device}`)
    const there = names.flatMap((name) => (/^\d{8}\.pack$/.test(name) ? Number.parseInt(name, 10) : []))
    let number = Math.min(await own.last(), Math.max(0, ...there))
    for (; number > 0; number -= 1) {
      const bytes = await own.read(number).catch(() => null)
      const other = bytes ? await place.read(`devices/${device}/${packName(number)}`, mostPackBytes) : null
      if (bytes && other && hashOf(bytes) === hashOf(other)) break
    }
    return number
  }

  /** Up to which moment packs of those numbers tell; empty where none of them says so. */
  private async momentIn(own: OwnPacks, from: number, to: number): Promise<Clock> {
    for (let number = to; number >= from; number -= 1) {
      const head = (await this.open(own, number))?.head
      // What was sealed in parts says so in the last of them.
      if (head && head.upTo !== lowest(head.device)) return head.upTo
    }
    return ''
  }

  /** Null where it is not here any more, or cannot be opened. */
  private async open(own: OwnPacks, number: number): Promise<Pack | null> {
    try {
      return await openPack(await own.read(number), this.deps.ring.all('packs'))
    } catch {
      return null
    }
  }

  private async read(): Promise<string | null> {
    const name = await readFile(join(this.deps.folder, 'device'), 'utf8').catch(() => '')
    return isName(name) ? name : null
  }

  /** After the library has it: in between, the library is taken for a copied one, which loses nothing. */
  private async keep(device: string): Promise<string> {
    if ((await this.read()) === device) return device
    await mkdir(this.deps.folder, { recursive: true })
    await replaceWholeFile(join(this.deps.folder, 'device'), Buffer.from(device))
    return device
  }
}

const thingOf = ({ kind, id }: ToldThing): ToldThing => ({ kind, id })

const hashIn = async (own: OwnPacks, number: number): Promise<string> => {
  try {
    return await own.hashOf(number)
  } catch {
    return ''
  }
}
