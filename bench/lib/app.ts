import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { rootSwitches } from '../../scripts/lib/screen.mjs'
import { monotonicMs } from '../server/answerSpec'
import { DevTools } from './devtools'
import { announceComposer, installProbe, type Probe, type Seen } from './probe'
import { treeCpuMs } from './processTree'

/** What is measured: the app, and the empty one that it is compared with. */
export type Subject = 'app' | 'floor'

/** The folder of the project: the app that is measured. */
export const projectRoot = process.env.PARLEY_ROOT ?? process.cwd()
const folders: Readonly<Record<Subject, string>> = {
  app: projectRoot,
  floor: join(projectRoot, 'bench/floor'),
}

export interface StartOptions {
  readonly profile: string
  /** Variables on top of the harness's own environment. */
  readonly environment?: Readonly<Record<string, string>>
  /** Modules that Electron loads before the app. */
  readonly preload?: readonly string[]
  /** False where the page has no composer to wait for. */
  readonly hasComposer?: boolean
}

/** A program that was started and can be used. */
export interface Running {
  readonly pid: number
  readonly page: Page
  /** Milliseconds from spawning to a composer that takes keys. */
  readonly startMs: number
  /** CPU time of all processes until then, in milliseconds. */
  readonly startCpuMs: number
  /** The page that the app makes ahead, later, out of sight. The floor has none. */
  secondPage(): Promise<Page>
  output(): string
  stop(): Promise<void>
}

const startTimeoutMs = 30_000
const stopTimeoutMs = 15_000

/** A profile past the welcome: the composer is there, and nothing asks for a key. */
export const makeProfile = (settings: Readonly<Record<string, unknown>> = {}): string => {
  const profile = mkdtempSync(join(tmpdir(), 'parley-bench-'))
  writeFileSync(
    join(profile, 'settings.json'),
    JSON.stringify({ welcomed: true, engineId: 'builtin', ...settings }),
  )
  profiles.add(profile)
  return profile
}
const profiles = new Set<string>()
export const removeProfiles = (): void => {
  for (const profile of profiles) rmSync(profile, { recursive: true, force: true, maxRetries: 3 })
}

/** The ends of the logs of all runs so far: what the app itself had to say when something failed. */
export const recentLogs = (): string =>
  [...profiles]
    .flatMap((profile) => {
      const folder = join(profile, 'logs')
      return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []
    })
    .map((file) => readFileSync(file, 'utf8').trim().split('\n').slice(-8).join('\n'))
    .join('\n')

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) killGroup(child)
})
const killGroup = (child: ChildProcess) => {
  try {
    // It was made the leader of its own group.
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}

export const start = async (subject: Subject, options: StartOptions): Promise<Running> => {
  const electron = process.env.ELECTRON_EXEC_PATH
  if (!electron) throw new Error('ELECTRON_EXEC_PATH is not set: use `npm run bench`')
  mkdirSync(options.profile, { recursive: true })
  const args = [
    ...(options.preload ?? []).flatMap((module) => ['-r', module]),
    ...rootSwitches(),
    '--remote-debugging-pipe',
    `--user-data-dir=${options.profile}`,
    folders[subject],
  ]
  const begin = monotonicMs()
  const child = spawn(electron, args, {
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
    detached: true,
  })
  running.add(child)
  const exited = once(child, 'exit').then(() => running.delete(child))
  let words = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-4_000)
    })
  const pid = child.pid
  if (pid === undefined) throw new Error(`could not start ${electron}`)

  const tools = new DevTools(child.stdio[3] as Writable, child.stdio[4] as Readable)
  const pages = attachPages(tools)
  try {
    const { sessionId, startMs, startCpuMs } = await within(
      startTimeoutMs,
      reachComposer(tools, pages.first, pid, begin, options.hasComposer ?? true),
      'no composer that takes keys',
    )
    return {
      pid,
      page: await within(startTimeoutMs, Page.create(tools, sessionId), 'no answer from the page'),
      startMs,
      startCpuMs,
      secondPage: async () => {
        const second = await within(startTimeoutMs, pages.second, 'no second page')
        return Page.create(tools, second)
      },
      output: () => words,
      stop: async () => {
        void tools.send('Browser.close').catch(() => {})
        await within(stopTimeoutMs, exited, 'it did not end').catch(() => killGroup(child))
        await exited
      },
    }
  } catch (error) {
    killGroup(child)
    throw new Error(`${subject}: ${error instanceof Error ? error.message : error}\n${words}`)
  }
}

/** The sessions of the app's pages as they come. Only the first one is held until it is prepared. */
const attachPages = (tools: DevTools) => {
  const waiting: ((session: string) => void)[] = []
  const first = new Promise<string>((resolve) => waiting.push(resolve))
  // Not every caller waits for it.
  const second = new Promise<string>((resolve) => waiting.push(resolve))
  let isFirst = true
  tools.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    const session = sessionId as string
    const isPage = (targetInfo as { type: string }).type === 'page'
    if (!isPage || !isFirst) void tools.send('Runtime.runIfWaitingForDebugger', {}, session).catch(() => {})
    if (!isPage) return
    isFirst = false
    waiting.shift()?.(session)
  })
  return { first, second }
}

const reachComposer = async (
  tools: DevTools,
  attached: Promise<string>,
  pid: number,
  begin: number,
  hasComposer: boolean,
) => {
  const usable = new Promise<{ startMs: number; startCpuMs: number }>((resolve) => {
    tools.on('Runtime.bindingCalled', () =>
      resolve({ startMs: monotonicMs() - begin, startCpuMs: treeCpuMs(pid) }),
    )
  })
  // The page waits for us before its first script, app and floor alike.
  await tools.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true })
  const sessionId = await attached
  const inPage = (method: string, parameters = {}) => tools.send(method, parameters, sessionId)
  const prepared = Promise.all([
    inPage('Runtime.enable'),
    inPage('Page.enable'),
    inPage('Runtime.addBinding', { name: 'benchUsable' }),
    inPage('Page.addScriptToEvaluateOnNewDocument', { source: `(${announceComposer})()` }),
    inPage('Runtime.runIfWaitingForDebugger'),
  ])
  await prepared
  if (hasComposer) return { sessionId, ...(await usable) }
  return { sessionId, startMs: monotonicMs() - begin, startCpuMs: treeCpuMs(pid) }
}

interface Evaluated {
  readonly result: { readonly value?: unknown }
  readonly exceptionDetails?: {
    readonly text: string
    readonly exception?: { readonly description?: string }
  }
}

const valueIn = ({ result, exceptionDetails }: Evaluated): unknown => {
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
  return result.value
}

/** The page of a running program. */
export class Page {
  private constructor(
    private readonly tools: DevTools,
    private readonly sessionId: string,
    /** What to add to the page's clock to get ours. */
    private offset: number,
  ) {}

  static async create(tools: DevTools, sessionId: string): Promise<Page> {
    const page = new Page(tools, sessionId, 0)
    await page.evaluate(`(${installProbe})()`)
    await page.compareClocks()
    return page
  }

  /** The page's time as ours: good to about half of the fastest round trip, well under a millisecond. */
  async compareClocks(): Promise<void> {
    let best = Number.POSITIVE_INFINITY
    for (let round = 0; round < 30; round += 1) {
      const before = monotonicMs()
      const theirs = (await this.evaluate('performance.now()')) as number
      const after = monotonicMs()
      if (after - before >= best) continue
      best = after - before
      this.offset = (before + after) / 2 - theirs
    }
  }

  /** A time of the page's on our clock. */
  ours(theirs: number): number {
    return this.offset + theirs
  }

  send(method: string, parameters: Readonly<Record<string, unknown>> = {}): Promise<Record<string, unknown>> {
    return this.tools.send(method, parameters, this.sessionId)
  }

  on(event: string, listener: (parameters: Record<string, unknown>) => void): () => void {
    return this.tools.on(event, listener)
  }

  /** Evaluates in the page and waits for a promise. */
  async evaluate(expression: string): Promise<unknown> {
    const parameters = { expression, awaitPromise: true, returnByValue: true }
    return valueIn((await this.send('Runtime.evaluate', parameters)) as unknown as Evaluated)
  }

  /**
   * Calls a function in the page, given as text, and waits for its promise. However often it is called it
   * stays one script, unlike an expression with its input: each compiled script counts as the page's memory.
   */
  async callFunction(declaration: string, ...input: readonly unknown[]): Promise<unknown> {
    const { result: page } = (await this.send('Runtime.evaluate', { expression: 'globalThis' })) as {
      result: { objectId: string }
    }
    const evaluated = (await this.send('Runtime.callFunctionOn', {
      objectId: page.objectId,
      functionDeclaration: declaration,
      arguments: input.map((value) => ({ value })),
      awaitPromise: true,
      returnByValue: true,
    })) as unknown as Evaluated
    await this.send('Runtime.releaseObject', { objectId: page.objectId })
    return valueIn(evaluated)
  }

  /** Calls a method of the probe, with a limit. */
  async probe<N extends keyof Probe>(
    name: N,
    ...input: Parameters<Probe[N]>
  ): Promise<Awaited<ReturnType<Probe[N]>>> {
    const words = input.map((value) => JSON.stringify(value)).join(', ')
    return (await within(
      180_000,
      this.evaluate(`bench.${name}(${words})`),
      `bench.${name}(${words})`,
    )) as Awaited<ReturnType<Probe[N]>>
  }

  /**
   * Waits until a text is shown and gives the time on our clock; tells what there is to see where it does not
   * come.
   */
  async painted(text: string, timeoutMs = 30_000): Promise<Seen> {
    try {
      const { at, changedAt, how } = await within(timeoutMs, this.probe('painted', text), `to see ${text}`)
      await this.compareClocks()
      return { at: this.offset + at, changedAt: this.offset + changedAt, how }
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : error}: ${await this.probe('state', text)}`)
    }
  }

  async press(key: string, code: number): Promise<void> {
    const base = { key, code: key, windowsVirtualKeyCode: code, nativeVirtualKeyCode: code }
    await this.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...base })
    if (key === 'Enter') await this.send('Input.dispatchKeyEvent', { type: 'char', ...base, text: '\r' })
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...base })
  }

  /** Puts the caret into the composer and types. */
  async type(text: string): Promise<void> {
    await this.evaluate(`document.querySelector('textarea[aria-label="Message"]').focus()`)
    await this.send('Input.insertText', { text })
  }

  async hover({ x, y }: { x: number; y: number }): Promise<void> {
    await this.send('Input.dispatchMouseEvent', { type: 'mouseMoved', x, y })
  }

  async click({ x, y }: { x: number; y: number }): Promise<void> {
    const base = { x, y, button: 'left', clickCount: 1 }
    await this.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...base })
    await this.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...base })
  }

  /** One letter, as from the keyboard: the text goes where the caret is. */
  async pressLetter(letter: string): Promise<void> {
    const base = { key: letter, code: letter === ' ' ? 'Space' : `Key${letter.toUpperCase()}` }
    await this.send('Input.dispatchKeyEvent', { type: 'keyDown', ...base, text: letter })
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...base })
  }

  /** Seconds that the page's main thread has spent so far: in all tasks, and in kinds of work within them. */
  async spent(): Promise<MainThread> {
    const { metrics } = (await this.send('Performance.getMetrics')) as {
      metrics: readonly { name: string; value: number }[]
    }
    const of = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN
    return {
      task: of('TaskDuration'),
      script: of('ScriptDuration'),
      layout: of('LayoutDuration'),
      style: of('RecalcStyleDuration'),
    }
  }
}

export interface MainThread {
  readonly task: number
  readonly script: number
  readonly layout: number
  readonly style: number
}

/** Rejects when it takes longer. */
export const within = async <T>(timeoutMs: number, promise: Promise<T>, what: string): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing within ${timeoutMs} ms`)), timeoutMs)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
