import { AppError } from '@shared/ipc/errors'
import { toFailure } from './failures'
import { serveStream } from './streams'

const has = (table, name) => typeof name === 'string' && Object.hasOwn(table, name)
/** Checks the sender, parses the input, calls the handler, answers. Knows no domain and no Electron. */
export class Router {
  contract
  handlers
  constructor(contract, handlers) {
    this.contract = contract
    this.handlers = handlers
  }
  async call(sender, name, input) {
    try {
      const handler = this.find('call', sender, name, input)
      return { ok: true, value: await handler.run() }
    } catch (error) {
      return { ok: false, failure: toFailure(error, has(this.contract, name) ? name : 'an unknown call') }
    }
  }
  open(sender, name, input, port) {
    const label = has(this.contract, name) ? name : 'an unknown stream'
    serveStream(port, label, (signal) => this.find('stream', sender, name, input).run(signal))
  }
  find(kind, sender, name, input) {
    if (!sender) throw new AppError('ipc/bad-sender')
    const definition = has(this.contract, name) ? this.contract[name] : undefined
    if (!definition || definition.kind !== kind) throw new AppError('ipc/bad-input', 'No such name')
    const parsed = definition.input.safeParse(input)
    // The issues name fields, never values: values may be a key or a prompt.
    if (!parsed.success) {
      const fields = parsed.error.issues.map((issue) => issue.path.join('.') || '(input)').join(', ')
      throw new AppError('ipc/bad-input', `${String(name)}: ${fields}`)
    }
    const handler = this.handlers[name]
    return {
      run: (signal) =>
        handler(parsed.data, signal ? { windowId: sender.windowId, signal } : { windowId: sender.windowId }),
    }
  }
}
