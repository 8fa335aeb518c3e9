import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { SetupError } from './report.mjs'

/** @typedef {Record<string, string | undefined>} Environment */

const endings = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])

/**
 * The exit code that a shell would give for this end of a process.
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
function exitCodeOf(code, signal) {
  return code ?? 128 + (signal ? constants.signals[signal] : 0)
}

/**
 * Runs a program in the foreground: it gets our terminal, and the signals that we get. Resolves with its exit
 * code.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: Environment, cwd?: string, output?: 'inherit' | 'stderr', timeoutMs?: number }} [options]
 * @returns {Promise<number>}
 */
export function run(command, args, { env = process.env, cwd, output = 'inherit', timeoutMs } = {}) {
  return new Promise((resolve, reject) => {
    const stdout = output === 'stderr' ? 2 : 'inherit'
    const child = spawn(command, args, {
      env: /** @type {NodeJS.ProcessEnv} */ (env),
      cwd,
      stdio: ['inherit', stdout, 'inherit'],
      timeout: timeoutMs,
    })
    // Ctrl-C reaches the child through the terminal as well; a second copy of the signal does no harm,
    // and a `kill` of this process alone would otherwise leave the child behind.
    const forward = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal)
    for (const signal of endings) process.on(signal, forward)
    const undo = () => {
      for (const signal of endings) process.off(signal, forward)
    }
    child.once('error', (error) => {
      undo()
      reject(cannotStart(command, error))
    })
    child.once('close', (code, signal) => {
      undo()
      resolve(exitCodeOf(code, signal))
    })
  })
}

/**
 * Runs a program and gives back what it printed. Never throws for a non-zero exit.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: Environment, cwd?: string, timeoutMs?: number }} [options]
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>}
 */
export function capture(command, args, { env = process.env, cwd, timeoutMs } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: /** @type {NodeJS.ProcessEnv} */ (env),
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text
    })
    child.once('error', (error) => reject(cannotStart(command, error)))
    child.once('close', (code, signal) => resolve({ code: exitCodeOf(code, signal), stdout, stderr }))
  })
}

/** npm as this process was started by it, or the one on the PATH. */
export function npmCommand(environment = process.env) {
  const script = environment.npm_execpath
  return script && /npm-cli\.[cm]?js$/.test(script)
    ? { command: process.execPath, args: [script] }
    : { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [] }
}

/** @param {string} command @param {unknown} error */
function cannotStart(command, error) {
  return new SetupError(`could not start ${command}`, {
    reason: error instanceof Error ? error.message : String(error),
    cure: `Make sure that ${command} is installed and on the PATH.`,
    cause: error,
  })
}
