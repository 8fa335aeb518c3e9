import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

const graceMs = 3_000

/**
 * Ends a process that leads a group, and the whole group. @param {import('node:child_process').ChildProcess}
 * leader
 */
export async function endGroup(leader) {
  const { pid } = leader
  if (pid === undefined) return
  if (leader.exitCode === null && leader.signalCode === null) {
    const exited = once(leader, 'exit')
    signalTo(-pid, 'SIGTERM')
    const abort = new AbortController()
    await Promise.race([exited, delay(graceMs, undefined, { signal: abort.signal })])
    abort.abort()
  }
  signalTo(-pid, 'SIGKILL')
}

/**
 * Ends every process that carries this `NAME=value` in its environment: Playwright and Chromium put their
 * children into groups of their own, which no signal to ours reaches. Linux only.
 * @param {string} marker
 * @param {readonly (number | undefined)[]} except
 */
export async function endMarked(marker, except) {
  const started = Date.now()
  for (;;) {
    const pids = (await markedProcesses(marker)).filter((pid) => !except.includes(pid))
    if (pids.length === 0) return
    const signal = Date.now() - started < graceMs ? 'SIGTERM' : 'SIGKILL'
    for (const pid of pids) signalTo(pid, signal)
    if (Date.now() - started > 2 * graceMs) return
    await delay(100)
  }
}

/**
 * The processes, other than this one, that carry this `NAME=value` in their environment. @param {string}
 * marker
 */
export async function markedProcesses(marker) {
  const names = await readdir('/proc').catch(() => [])
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number)
  const marked = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
      return environment.split('\0').includes(marker) ? pid : undefined
    }),
  )
  return marked.flatMap((pid) => (pid === undefined || pid === process.pid ? [] : [pid]))
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function signalTo(pid, signal) {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended by itself in the meantime.
  }
}
