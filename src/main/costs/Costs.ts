import { AppError } from '@shared/ipc/errors'
import type { AsyncLibrary } from '@shared/ipc/library'
import type { Charge, CostSummary } from '@shared/model/cost'
import { chargesNothing, type Payee } from '@shared/model/localServer'
import { log } from '../lib/log'
import type { Notices } from '../settings/Notices'
import type { SettingsStore } from '../settings/SettingsStore'

/** First and last moment of a calendar month in the computer's time zone, as [from, until). */
export const monthBounds = (year: number, month: number): { from: number; until: number } => ({
  // Not by adding days: months differ, and so do days where clocks are changed.
  from: new Date(year, month, 1).getTime(),
  until: new Date(year, month + 1, 1).getTime(),
})

export interface CostsDeps {
  readonly library: Pick<AsyncLibrary, 'sumConversation' | 'sumPeriod' | 'addCharge'>
  readonly settings: SettingsStore
  readonly notices: Notices
  readonly now: () => number
}

/** What was spent, and the line that the user drew. Only known prices count towards it. */
export class Costs {
  /** Month and line that were told of: a notice that was dismissed stays away. */
  private toldOf: string | null = null

  constructor(private readonly deps: CostsDeps) {}

  ofConversation(conversationId: string): Promise<CostSummary> {
    return this.deps.library.sumConversation({ conversationId })
  }

  /** `YYYY-MM`. */
  async ofMonth(month: string): Promise<CostSummary> {
    const [year = 0, number = 0] = month.split('-').map(Number)
    if (number < 1 || number > 12) throw new AppError('ipc/bad-input', 'No such month')
    return this.deps.library.sumPeriod(monthBounds(year, number - 1))
  }

  /**
   * `run/over-budget` where the line is reached and the user wants to be held back. What is free is never
   * held back.
   */
  async ensureWithin(payee: Payee): Promise<void> {
    const { monthlyLimitUsd, blockAtLimit } = this.deps.settings.get()
    if (monthlyLimitUsd === null || !blockAtLimit || chargesNothing(payee)) return
    const spentUsd = await this.spentThisMonth()
    if (spentUsd < monthlyLimitUsd) return
    this.tell(spentUsd, monthlyLimitUsd)
    throw new AppError('run/over-budget', undefined, { usd: spentUsd, limit: monthlyLimitUsd })
  }

  /** Keeps a charge that belongs to no message. Never throws: what it was paid for goes on. */
  async charge(charge: Omit<Charge, 'at'>): Promise<void> {
    try {
      await this.deps.library.addCharge({ charge: { ...charge, at: this.deps.now() } })
    } catch (error) {
      log.error(`A charge for ${charge.kind} could not be kept`, error)
    }
    await this.check()
  }

  /** Tells when the line is reached, and takes that back when it no longer is. Never throws. */
  async check(): Promise<void> {
    const { monthlyLimitUsd } = this.deps.settings.get()
    if (monthlyLimitUsd === null) return this.takeBack()
    try {
      const spentUsd = await this.spentThisMonth()
      if (spentUsd >= monthlyLimitUsd) this.tell(spentUsd, monthlyLimitUsd)
      else this.takeBack()
    } catch (error) {
      log.error('The costs of this month could not be summed', error)
    }
  }

  private tell(usd: number, limit: number): void {
    const about = `${this.thisMonth().from} ${limit}`
    if (this.toldOf === about) return
    this.toldOf = about
    this.deps.notices.show({ kind: 'budget-reached', severity: 'warning', data: { usd, limit } })
  }

  private takeBack(): void {
    this.toldOf = null
    this.deps.notices.dismiss('budget-reached')
  }

  private async spentThisMonth(): Promise<number> {
    return (await this.deps.library.sumPeriod(this.thisMonth())).costUsd
  }

  private thisMonth(): { from: number; until: number } {
    const today = new Date(this.deps.now())
    return monthBounds(today.getFullYear(), today.getMonth())
  }
}
