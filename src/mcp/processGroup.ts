import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { spawn as spawnOnWindows } from 'cross-spawn'

/** A program in a group of its own, which ends as a whole, whatever it started. */
export interface ProcessGroup {
  readonly pid: number
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** Resolves when the program itself ended: with its code, or null where a signal ended it. */
  readonly ended: Promise<number | null>
  /** Ends all of it: asks first, insists later. Resolves when nothing is left. */
  end(): Promise<void>
}

export interface Program {
  readonly file: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
}

/** How long a program may take to end by itself once its input ended, and again after SIGTERM. */
const politeMs = 2_000
/** A busy system takes so long to end what was killed; some take longer to strike it off their list. */
const goneMs = 250
/** The time for what a program left behind to end after SIGTERM. */
const leftoverMs = 300

/**
 * The leader of the group becomes the program. Beside it in the group a watcher waits for the end of a pipe
 * from this process and then ends the group: the kernel closes the pipe however this process ends, also by
 * SIGKILL. The watcher holds none of the program's streams, and the program not the pipe.
 */
const watched = `
(
  trap '' HUP INT TERM
  read -r _ <&3
  kill -TERM 0
  sleep 2
  kill -KILL 0
) </dev/null >/dev/null 2>&1 &
exec 3<&-
exec "$@"
`

const within = (promise: Promise<unknown>, limitMs: number): Promise<boolean> =>
  new Promise((done) => {
    const timer = setTimeout(() => done(false), limitMs)
    void promise.then(() => {
      clearTimeout(timer)
      done(true)
    })
  })

const endedOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((done) => {
    child.once('exit', (code) => done(code))
    child.once('error', () => done(null))
  })

/** Resolves when the process exists; rejects where it cannot be started at all. */
const spawned = (child: ChildProcess): Promise<void> =>
  new Promise((done, failed) => {
    child.once('spawn', done)
    child.once('error', failed)
  })

const startOnPosix = ({ file, args, env, cwd }: Program): ChildProcess =>
  spawn('/bin/sh', ['-c', watched, 'sh', file, ...args], {
    cwd,
    env,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  })

/** Scripts (`.cmd`) need their quoting. Node puts children into a job that ends with this process. */
const startOnWindows = ({ file, args, env, cwd }: Program): ChildProcess => {
  const options: SpawnOptions = { cwd, env, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true }
  return spawnOnWindows(file, [...args], options)
}

/** False where nothing of the group is left. */
const signalGroup = (pid: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(-pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    return false
  }
}

/** What was killed is there for a moment more, and as a mere name until the system strikes it off. */
const untilGone = async (pid: number): Promise<void> => {
  const limit = performance.now() + goneMs
  while (signalGroup(pid, 0) && performance.now() < limit) await new Promise((done) => setTimeout(done, 10))
}

const endOnWindows = (pid: number): Promise<unknown> =>
  new Promise((done) => {
    spawn('taskkill', ['/T', '/F', '/PID', String(pid)], { stdio: 'ignore', windowsHide: true })
      .once('exit', done)
      .once('error', done)
  })

/** Starts a program in a group of its own. Rejects where it cannot be started at all. */
export const startGroup = async (program: Program): Promise<ProcessGroup> => {
  const isWindows = process.platform === 'win32'
  const child = isWindows ? startOnWindows(program) : startOnPosix(program)
  const ended = endedOf(child)
  await spawned(child)
  const { pid, stdin, stdout, stderr } = child
  if (pid === undefined || !stdin || !stdout || !stderr) throw new Error('A process without its streams')
  // A program that has ended does not read any more; its end is told by `ended`.
  stdin.on('error', () => {})
  const watcher = child.stdio[3]
  watcher?.on('error', () => {})

  const endGroup = async (): Promise<void> => {
    stdin.end()
    if (isWindows) {
      if (!(await within(ended, politeMs))) await endOnWindows(pid)
    } else {
      const hadEnded = await within(ended, politeMs)
      signalGroup(pid, 'SIGTERM')
      if (hadEnded) await new Promise((done) => setTimeout(done, leftoverMs))
      else await within(ended, politeMs)
      signalGroup(pid, 'SIGKILL')
      await untilGone(pid)
    }
    await ended
    watcher?.destroy()
    for (const stream of [stdout, stderr]) stream.destroy()
  }
  let ending: Promise<void> | null = null
  const end = () => {
    ending ??= endGroup()
    return ending
  }
  return { pid, stdin, stdout, stderr, ended, end }
}
