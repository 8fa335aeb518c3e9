import { link, mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { say } from './report.mjs'

// A holder on this machine is asked for by its process id. One on another machine (a shared home folder)
// shows that it lives by touching the file.
const heartbeatMs = 30_000
const foreignStaleMs = 10 * heartbeatMs
const pollMs = 300

/**
 * Runs `work` while no other process runs its own under the same lock file. A lock whose holder has died is
 * taken over.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, work) {
  await mkdir(dirname(file), { recursive: true })
  const mine = JSON.stringify({ pid: process.pid, started: await startTime(process.pid), host: hostname() })
  let waiting = false
  while (!(await tryCreate(file, mine))) {
    const theirs = await readFile(file, 'utf8').catch(() => undefined)
    if (theirs === undefined) continue
    if (await isStale(file, theirs)) {
      await discard(file, theirs)
      continue
    }
    if (!waiting) say('Another set-up is at work; waiting for it…')
    waiting = true
    await delay(pollMs)
  }
  const heartbeat = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => {}), heartbeatMs)
  heartbeat.unref()
  try {
    return await work()
  } finally {
    clearInterval(heartbeat)
    await rm(file, { force: true })
  }
}

/** @param {string} file @param {string} content */
async function tryCreate(file, content) {
  try {
    const handle = await open(file, 'wx')
    await handle.writeFile(content)
    await handle.close()
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw error
  }
}

/**
 * True where no process holds this lock any more.
 * @param {string} file
 * @param {string} content
 */
export async function isStale(file, content) {
  const age =
    Date.now() -
    (await stat(file).then(
      (status) => status.mtimeMs,
      () => Date.now(),
    ))
  let holder
  try {
    holder = JSON.parse(content)
  } catch {
    // Created but not yet written, or its writer died in between.
    return age > 5_000
  }
  if (holder.host !== hostname()) return age > foreignStaleMs
  // Process ids are used again: the same id with another start time is another process.
  const started = await startTime(holder.pid)
  return started === undefined || started !== holder.started
}

/**
 * Removes exactly the lock that was judged: another waiter may have replaced it by now. @param {string} file
 * @param {string} judged
 */
async function discard(file, judged) {
  const aside = `${file}.stale-${process.pid}`
  try {
    await rename(file, aside)
  } catch {
    return
  }
  const taken = await readFile(aside, 'utf8').catch(() => judged)
  if (taken !== judged) await link(aside, file).catch(() => {})
  await rm(aside, { force: true })
}

/**
 * When a process was started, in a form only good for comparing; undefined where there is none. @param
 * {number} pid
 */
async function startTime(pid) {
  if (process.platform === 'linux') {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
    // The name (field 2) may hold spaces; fields count from its closing bracket. Field 22 is the start time.
    return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19]
  }
  try {
    process.kill(pid, 0)
    return 'alive'
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM' ? 'alive' : undefined
  }
}
