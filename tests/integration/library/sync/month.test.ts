import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { settleDeletions } from '../../../../src/library/sync/settle'
import { FolderPlace } from '../../../../src/sync/FolderPlace'
import { type LibraryKey, newLibraryKey } from '../../../../src/sync/keys'
import type { Place } from '../../../../src/sync/Place'
import type { LookResult } from '../../../../src/sync/SyncLook'
import { seededRandom } from '../../../fakes/syncPlaces'
import { Profile } from './Profile'
import { randomEdit } from './randomEdit'

/** How much is done; some thousand by the environment take minutes. */
const steps = Number(process.env.PARLEY_SYNC_STEPS ?? 250)
const firstSeed = Number(process.env.PARLEY_SYNC_SEED ?? 1)
const hour = 3_600_000

/** A place whose every call may fail, before or after it did what it was asked for. */
const failing = (place: Place, below: (count: number) => number): Place =>
  new Proxy(place, {
    get: (target, name: keyof Place) => {
      const method = target[name] as (...args: unknown[]) => Promise<unknown>
      return async (...args: unknown[]) => {
        const when = below(12)
        if (when === 0) throw new Error('The network is gone')
        const result = await method.apply(target, args)
        if (when === 1) throw new Error('The answer did not come')
        return result
      }
    },
  })

/** Three machines, for as long as there are steps. */
class Month {
  private readonly scratch = mkdtempSync(join(tmpdir(), 'parley-month-'))
  private readonly folder = join(this.scratch, 'place')
  private readonly place = new FolderPlace(this.folder)
  private readonly random: () => number
  private readonly below: (count: number) => number
  private time = 1e12
  private readonly offsets = [0, -hour, 2 * hour]
  private named = 0
  private readonly profiles: readonly Profile[]
  private readonly account = { deleted: new Set<string>() }
  /** Messages that were seen anywhere, and of each machine those that are nowhere else yet. */
  private readonly made = new Set<string>()
  private readonly unsealed: Set<string>[] = [new Set(), new Set(), new Set()]
  private readonly unsent: Set<string>[] = [new Set(), new Set(), new Set()]
  /** Machines that have not looked since the place was set back: what it lost lies with them alone. */
  private readonly owing = new Set<number>()
  /** Messages that a machine had sent before it became an image of its past, and no other had read yet. */
  private readonly inPlaceAlone = new Set<string>()
  readonly done = new Map<string, number>()

  constructor(
    seed: number,
    private readonly key: LibraryKey,
  ) {
    this.random = seededRandom(seed)
    this.below = (count) => Math.floor(this.random() * count)
    mkdirSync(this.folder)
    this.profiles = [0, 1, 2].map(
      (at) =>
        new Profile(
          `machine ${at}`,
          () => {
            this.time += 7
            return this.time + (this.offsets[at] ?? 0)
          },
          () => {
            this.named += 1
            return `n${this.named}`
          },
          join(this.scratch, `profile-${at}`),
        ),
    )
    for (const { folder } of this.profiles) mkdirSync(folder)
  }

  async step(step: number): Promise<void> {
    const at = this.below(3)
    const chance = this.below(100)
    if (chance < 62) this.edit(at, step)
    else if (chance < 80) await this.look(at, this.place)
    else if (chance < 90) await this.look(at, failing(this.place, this.below))
    else await this.mishap(at, chance)
    if (this.below(40) === 0) this.offsets[this.below(3)] = (this.below(48) - 24) * hour
  }

  private edit(at: number, step: number): void {
    const { library } = this.profile(at)
    const before = new Set(messagesOf(this.profile(at)))
    randomEdit(library, this.below, step, this.account)
    for (const id of messagesOf(this.profile(at))) {
      if (before.has(id) || this.made.has(id)) continue
      for (const set of [this.made, this.unsealed[at], this.unsent[at]]) set?.add(id)
    }
    this.count('edit')
  }

  private async look(at: number, place: Place): Promise<void> {
    const isWhole = await this.profile(at)
      .round(place, this.key)
      .then((result) => {
        this.answer(at, result, this.below(2) === 0)
        return true
      })
      .catch((error: Error) => {
        if (!/network|answer/.test(String(error.message))) throw error
        return false
      })
    // It seals before it asks anything of the place.
    this.unsealed[at]?.clear()
    if (isWhole) {
      this.unsent[at]?.clear()
      this.owing.delete(at)
    } else if (this.below(3) === 0) this.profile(at).quit()
    this.count(isWhole ? 'look' : 'broken look')
  }

  /** The user's word on much that others trashed or deleted. */
  private answer(at: number, { held }: LookResult, isWanted: boolean): void {
    if (!held) return
    const profile = this.profile(at)
    settleDeletions(profile.library.database, { isWanted, now: profile.now })
    this.count(isWanted ? 'deletions taken' : 'deletions refused')
  }

  private async mishap(at: number, chance: number): Promise<void> {
    const backup = join(this.scratch, `library-${at}.db`)
    const image = join(this.scratch, `image-${this.below(3)}`)
    const yesterday = join(this.scratch, 'yesterday')
    if (chance === 90 && this.profile(at).hasLibrary) this.profile(at).copyLibrary(backup)
    else if (chance === 91 && existsSync(backup)) {
      this.lose(this.unsealed[at], at)
      this.profile(at).putLibrary(backup)
      this.unsealed[at]?.clear()
      this.count('library restored')
    } else if (chance === 92) this.profile(at).copyTo(image)
    else if (chance === 93 && existsSync(image)) {
      // An image of its own, or of another machine: then it is a clone.
      this.lose(this.unsent[at], at)
      this.leave(at)
      this.profile(at).setTo(image)
      if (this.owing.size > 0) this.loseFromPlace()
      this.count('image put back')
    } else if (chance === 94 && this.below(3) === 0) {
      this.lose(this.unsealed[at], at)
      this.profile(at).removeLibrary()
      this.count('library removed')
    } else if (chance === 95) {
      rmSync(yesterday, { recursive: true, force: true })
      cpSync(this.folder, yesterday, { recursive: true })
    } else if (chance === 96 && existsSync(yesterday)) {
      rmSync(this.folder, { recursive: true })
      cpSync(yesterday, this.folder, { recursive: true })
      for (const each of [0, 1, 2]) this.owing.add(each)
      this.loseFromPlace()
      this.count('place set back')
    } else if (chance === 97) await this.look(at, this.place)
  }

  /** What was on this machine alone is gone with it. */
  private lose(lost: Set<string> | undefined, at: number): void {
    for (const id of lost ?? []) this.made.delete(id)
    for (const set of [this.unsealed[at], this.unsent[at]]) for (const id of lost ?? []) set?.delete(id)
  }

  /** What it alone has is in the place, as long as that is not set back beyond it. */
  private leave(at: number): void {
    const elsewhere = new Set(this.profiles.flatMap((each, index) => (index === at ? [] : messagesOf(each))))
    for (const id of this.profile(at).hasLibrary ? messagesOf(this.profile(at)) : [])
      if (!elsewhere.has(id)) this.inPlaceAlone.add(id)
  }

  private loseFromPlace(): void {
    const read = new Set(this.profiles.flatMap(messagesOf))
    for (const id of this.inPlaceAlone) if (!read.has(id)) this.made.delete(id)
  }

  async end(): Promise<void> {
    for (let round = 0; round < 8; round += 1)
      for (const [at, profile] of this.profiles.entries()) {
        // Days pass, in which the place is looked after.
        this.time += 13 * hour
        const result = await profile.round(this.place, this.key)
        expect(result.stuck).toEqual([])
        this.answer(at, result, true)
      }
    const libraries = this.profiles.map(({ library }) => library)
    expect(new Set(libraries.map((library) => library.digest())).size).toBe(1)
    expect(new Set(libraries.map((library) => library.shown())).size).toBe(1)
    const there = new Set(this.profiles.flatMap(messagesOf))
    const removed = new Set(libraries.flatMap((library) => library.removedIds()))
    const { deleted } = this.account
    expect([...this.made].filter((id) => !there.has(id) && !removed.has(id) && !deleted.has(id))).toEqual([])
  }

  remove(): void {
    for (const profile of this.profiles) profile.remove()
    rmSync(this.scratch, { recursive: true, force: true })
  }

  private profile(at: number): Profile {
    return this.profiles[at] as Profile
  }

  private count(what: string): void {
    this.done.set(what, (this.done.get(what) ?? 0) + 1)
  }
}

const messagesOf = ({ library }: Profile): readonly string[] =>
  library.conversationIds().flatMap((id) => library.messageIds(id))

test.each([0, 1, 2].map((each) => firstSeed + each))(
  'three machines for a month (seed %i): edits, clones, old backups, lost and set-back places, and all end with the same',
  async (seed) => {
    const month = new Month(seed, await newLibraryKey())
    try {
      for (let step = 1; step <= steps; step += 1) await month.step(step)
      await month.end()
      console.info(`seed ${seed}: ${JSON.stringify(Object.fromEntries(month.done))}`)
    } finally {
      month.remove()
    }
  },
  60_000 + steps * 1_000,
)
