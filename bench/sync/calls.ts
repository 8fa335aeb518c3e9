import { type ChildProcess, fork } from 'node:child_process'

// Calls between processes of the measurement, as the app's own processes have them: one message to ask, one
// to answer.

interface Asked {
  readonly id: number
  readonly method: string
  readonly input: unknown
}
interface Answered {
  readonly id: number
  readonly value?: unknown
  readonly failure?: string
}

/** Whatever takes messages: a process that was started, or the one that started this. */
export interface Channel {
  send?(message: object): unknown
  on(event: 'message', listener: (message: unknown) => void): unknown
}

const isAnswer = (message: Asked | Answered): message is Answered => !('method' in message)

export class Calls {
  private readonly pending = new Map<number, (answer: Answered) => void>()
  private lastId = 0

  constructor(private readonly channel: Channel) {
    channel.on('message', (message) => {
      const answer = message as Asked | Answered
      if (!isAnswer(answer)) return
      this.pending.get(answer.id)?.(answer)
      this.pending.delete(answer.id)
    })
  }

  async call<T>(method: string, input: unknown = null): Promise<T> {
    this.lastId += 1
    const id = this.lastId
    const answered = new Promise<Answered>((resolve) => this.pending.set(id, resolve))
    this.channel.send?.({ id, method, input } satisfies Asked)
    const { value, failure } = await answered
    if (failure !== undefined) throw new Error(`${method}: ${failure}`)
    return value as T
  }
}

export type Methods = Readonly<Record<string, (input: never) => unknown>>

export const answerCalls = (channel: Channel, methods: Methods): void => {
  channel.on('message', (message) => {
    const asked = message as Asked | Answered
    if (isAnswer(asked)) return
    const { id, method, input } = asked
    const work = async () => (methods[method] as (input: unknown) => unknown)(input)
    work().then(
      (value) => channel.send?.({ id, value } satisfies Answered),
      (error) => channel.send?.({ id, failure: String(error?.stack ?? error) } satisfies Answered),
    )
  })
}

/** A process of the measurement, in the app's own runtime. */
export const startProcess = (script: string, args: readonly string[]): ChildProcess =>
  fork(script, args, {
    execPath: process.env.PARLEY_ELECTRON_PATH ?? process.execPath,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
