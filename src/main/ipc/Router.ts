import type { Contract, Reply } from '@shared/ipc/define'
import { AppError } from '@shared/ipc/errors'
import { toFailure } from '../lib/failures'
import type { Sender } from '../security/sender'
import type { CallContext, Handlers } from './contexts'
import { type PagePort, serveStream } from './streams'

const has = (table: object, name: unknown): name is string =>
  typeof name === 'string' && Object.hasOwn(table, name)

/** Checks the sender, parses the input, calls the handler, answers. Knows no domain and no Electron. */
export class Router<C extends Contract> {
  constructor(
    private readonly contract: C,
    private readonly handlers: Handlers<C>,
  ) {}

  async call(sender: Sender, name: unknown, input: unknown): Promise<Reply<unknown>> {
    try {
      const handler = this.find('call', sender, name, input)
      return { ok: true, value: await handler.run() }
    } catch (error) {
      return { ok: false, failure: toFailure(error, has(this.contract, name) ? name : 'an unknown call') }
    }
  }

  open(sender: Sender, name: unknown, input: unknown, port: PagePort): void {
    const label = has(this.contract, name) ? name : 'an unknown stream'
    serveStream(
      port,
      label,
      (signal) => this.find('stream', sender, name, input).run(signal) as AsyncIterable<unknown>,
    )
  }

  private find(kind: 'call' | 'stream', sender: Sender, name: unknown, input: unknown) {
    if (!sender) throw new AppError('ipc/bad-sender')
    const definition = has(this.contract, name) ? this.contract[name] : undefined
    if (!definition || definition.kind !== kind) throw new AppError('ipc/bad-input', 'No such name')
    const parsed = definition.input.safeParse(input)
    // The issues name fields, never values: values may be a key or a prompt.
    if (!parsed.success) {
      const fields = parsed.error.issues.map((issue) => issue.path.join('.') || '(input)').join(', ')
      throw new AppError('ipc/bad-input', `${String(name)}: ${fields}`)
    }
    const handler = this.handlers[name as keyof C] as (input: unknown, context: CallContext) => unknown
    return {
      run: (signal?: AbortSignal) =>
        handler(
          parsed.data,
          signal ? ({ windowId: sender.windowId, signal } as CallContext) : { windowId: sender.windowId },
        ),
    }
  }
}
