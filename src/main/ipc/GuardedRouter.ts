import type { Contract, Reply } from '@shared/ipc/define'
import { AppError } from '@shared/ipc/errors'
import { toFailure } from '../lib/failures'
import { RateLimit } from '../lib/RateLimit'
import type { Guard } from '../security/guardedCalls'
import type { Presses } from '../security/Presses'
import type { Sender } from '../security/sender'
import type { Router } from './Router'
import { type PagePort, serveStream } from './streams'

interface GuardedRouterDeps<C extends Contract> {
  readonly router: Pick<Router<C>, 'call' | 'open'>
  readonly guards: Readonly<Partial<Record<keyof C, Guard>>>
  readonly presses: Pick<Presses, 'spend' | 'isSince'>
  /** Milliseconds that only grow. */
  readonly now: () => number
}

/**
 * The router behind a gate: what a page could misuse if it were taken over takes a press of the user's, and
 * what opens something outside comes a few times a second at most.
 */
export class GuardedRouter<C extends Contract> {
  private readonly rates = new Map<string, RateLimit>()
  /** When an engine was connected last; null: those that there are, are of earlier runs. */
  private connectedAt: number | null = null

  constructor(private readonly deps: GuardedRouterDeps<C>) {}

  async call(sender: Sender, name: unknown, input: unknown): Promise<Reply<unknown>> {
    const { router, now } = this.deps
    const refusal = this.refusalOf(sender, name, input)
    if (refusal) return { ok: false, failure: toFailure(refusal, String(name)) }
    const reply = await router.call(sender, name, input)
    const isConnected = reply.ok && this.guardOf(name)?.connectsEngine === true
    if (isConnected && this.takesPress(name, input)) this.connectedAt = now()
    return reply
  }

  open(sender: Sender, name: unknown, input: unknown, port: PagePort): void {
    const refusal = this.refusalOf(sender, name, input)
    if (!refusal) this.deps.router.open(sender, name, input, port)
    else
      serveStream(port, String(name), () => {
        throw refusal
      })
  }

  private refusalOf(sender: Sender, name: unknown, input: unknown): AppError | null {
    const guard = this.guardOf(name)
    // Strangers are the router's to refuse.
    if (!guard || !sender) return null
    const { presses } = this.deps
    const { connectedAt } = this
    const isNew = guard.asksEngine === true && connectedAt !== null
    if (isNew && !presses.isSince(sender.windowId, connectedAt)) return new AppError('ipc/no-press')
    if (!this.takesPress(name, input)) return null
    if (!presses.spend(sender.windowId)) return new AppError('ipc/no-press')
    return this.isTooOften(String(name), guard) ? new AppError('ipc/too-often') : null
  }

  private guardOf(name: unknown): Guard | undefined {
    const { guards } = this.deps
    return typeof name === 'string' && Object.hasOwn(guards, name) ? guards[name] : undefined
  }

  private takesPress(name: unknown, input: unknown): boolean {
    return this.guardOf(name)?.takesPress?.(input) === true
  }

  private isTooOften(name: string, { mostPerSecond }: Guard): boolean {
    if (mostPerSecond === undefined) return false
    const rate = this.rates.get(name) ?? new RateLimit(mostPerSecond, this.deps.now)
    this.rates.set(name, rate)
    return !rate.take()
  }
}
