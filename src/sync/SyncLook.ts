import type { Identity } from './Identity'
import { KeptKeyFile } from './KeptKeyFile'
import { ClonedDevice, PackSender } from './PackSender'
import { PartedLog } from './partedLogs'
import { lowest } from './SyncedLibrary'
import { type RoundResult, SyncRound, type SyncRoundDeps } from './SyncRound'
import { sealChanges } from './sealChanges'

export interface SyncLookDeps extends Omit<SyncRoundDeps, 'own' | 'device'> {
  readonly identity: Identity
}

export interface LookResult extends RoundResult {
  /** The name that this profile goes by now. */
  readonly device: string
}

/** One look at the place, under the name that fits the library, whether it was restored or copied. */
export class SyncLook {
  private readonly keyFile: KeptKeyFile
  private round: { readonly device: string; readonly run: SyncRound } | null = null

  private heardAs = ''

  constructor(private readonly deps: SyncLookDeps) {
    this.keyFile = new KeptKeyFile({ place: deps.place, folder: deps.identity.folder, now: deps.now })
  }

  async run(): Promise<LookResult> {
    const { identity, place } = this.deps
    const device = await this.settle()
    // Without the place: what is sealed survives a library that is set back, and travels when it can.
    await sealChanges({ ...this.deps, own: identity.ownOf(device), device })
    await this.keyFile.compare(device)
    const { sent, cloned } = await this.sendFormer(device)
    const result = await this.runApart(device, sent)
    if (cloned.length === 0) return result
    // Only now the library has what that builds on.
    for (const former of cloned) await identity.takeBack(former, place)
    const after = await this.runAs(result.device, result.sentPacks)
    return { ...after, takenRecords: after.takenRecords + result.takenRecords }
  }

  private async runApart(device: string, sent: number): Promise<LookResult> {
    const { identity, place } = this.deps
    try {
      return await this.runAs(device, sent)
    } catch (error) {
      if (error instanceof ClonedDevice) return this.runAs(await identity.separate(device, place), sent)
      if (error instanceof PartedLog) return this.runAs(await this.beginAnew(error), sent)
      throw error
    }
  }

  /** All that is here is told once more, and those logs are read from their beginning. */
  private async beginAnew({ devices }: PartedLog): Promise<string> {
    const { identity, library } = this.deps
    const name = await identity.beginAnew()
    const position = { number: 0, hash: '' }
    for (const device of devices)
      await library.applyRecords({ device, upTo: lowest(device), records: [], position })
    return name
  }

  /**
   * One that was removed and came back by the new words is not heard under its old name, nor is one that had
   * written before the newest key came without being known by then.
   */
  private async settle(): Promise<string> {
    const { identity, ring } = this.deps
    const device = await identity.settle()
    if (device === this.heardAs) return device
    if (ring.isRemoved(device)) this.heardAs = await identity.comeBack(device)
    else this.heardAs = (await identity.isHeard(device)) ? device : await identity.beginAnew()
    return this.heardAs
  }

  private async runAs(device: string, sentBefore: number): Promise<LookResult> {
    const { identity, ...rest } = this.deps
    if (this.round?.device !== device)
      this.round = { device, run: new SyncRound({ ...rest, device, own: identity.ownOf(device) }) }
    const result = await this.round.run.run()
    return { ...result, sentPacks: result.sentPacks + sentBefore, device }
  }

  /** What was sealed under an earlier name of this profile, and did not reach the place. */
  private async sendFormer(
    device: string,
  ): Promise<{ readonly sent: number; readonly cloned: readonly string[] }> {
    const { identity, place } = this.deps
    let sent = 0
    const cloned: string[] = []
    for (const former of await identity.former(device)) {
      try {
        sent += await new PackSender({ place, own: identity.ownOf(former), device: former }).send()
      } catch (error) {
        if (!(error instanceof ClonedDevice)) throw error
        cloned.push(former)
      }
    }
    return { sent, cloned }
  }
}
