import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, watch } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endGroup, endMarked } from './cleanup.mjs'
import { SetupError } from './report.mjs'

// A display, a session bus, a window manager and a sound server that belong to one run: no test sees the
// user's own, and two runs do not meet. Works as root and without anything that systemd would set up.

const readyMs = 20_000

/** The sound devices of the run, by the names that pactl, parec and paplay take. */
const sound = /** @type {const} */ ({
  /** The default sink. Record its monitor to hear what the app plays. */
  speaker: 'parley_speaker',
  speakerMonitor: 'parley_speaker.monitor',
  /** Play into this sink to speak into the default microphone. */
  microphoneFeed: 'parley_microphone_feed',
  microphone: 'parley_microphone',
})

/**
 * @typedef {object} Display
 * @property {Record<string, string | undefined>} environment for everything that is to run in it
 * @property {() => Promise<void>} stop ends it and everything that was started with its environment
 */

/**
 * Starts a display of its own with all that an app needs around it, and resolves when all of it is ready.
 * @param {{ width?: number, height?: number, environment?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<Display>}
 */
export async function startDisplay({ width = 1920, height = 1200, environment = process.env } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'parley-run-'))
  const marker = `PARLEY_RUN=${folder}`
  /** @type {import('node:child_process').ChildProcess[]} */
  const servers = []
  const guard = startGuard(folder)
  const stop = async () => {
    // First those who use the servers, so that they do not complain about losing them.
    await endMarked(
      marker,
      servers.map((server) => server.pid),
    )
    for (const server of servers.reverse()) await endGroup(server)
    await endMarked(marker, [])
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    guard.stdin.end()
    guard.ref()
    if (guard.exitCode === null) await once(guard, 'exit')
  }
  try {
    const env = privateEnvironment(environment, folder)
    await mkdir(join(folder, 'pulse'), { mode: 0o700 })
    env.DISPLAY = await startXvfb(servers, env, `${width}x${height}x24`)
    env.DBUS_SESSION_BUS_ADDRESS = await startBus(servers, env, folder)
    // Chromium also asks the system's bus (for power and Bluetooth), which a container lacks and a test
    // should not reach.
    env.DBUS_SYSTEM_BUS_ADDRESS = env.DBUS_SESSION_BUS_ADDRESS
    await Promise.all([startWindowManager(servers, env, folder), startSound(servers, env, folder)])
    return { environment: env, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** @param {string} folder */
function startGuard(folder) {
  const script = join(import.meta.dirname, 'guard.mjs')
  const guard = spawn(process.execPath, [script, folder], {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
  })
  guard.unref()
  return guard
}

/**
 * @param {NodeJS.ProcessEnv} inherited @param {string} folder @returns {Record<string, string | undefined>}
 */
function privateEnvironment(inherited, folder) {
  const env = { ...inherited }
  // The user's own session, keys and proxies have no part in the run.
  for (const name of Object.keys(env)) {
    if (/^(WAYLAND_|XDG_SESSION|XDG_CURRENT_DESKTOP$|DBUS_|PULSE_|SESSION_MANAGER$|GNOME_|KDE_)/.test(name))
      delete env[name]
    if (/^(https?|all|no)_proxy$/i.test(name)) delete env[name]
    if (/^(OPENAI|ANTHROPIC)_/.test(name)) delete env[name]
  }
  return {
    ...env,
    PARLEY_RUN: folder,
    XDG_RUNTIME_DIR: folder,
    XDG_SESSION_TYPE: 'x11',
    XAUTHORITY: join(folder, 'xauthority'),
    PULSE_RUNTIME_PATH: join(folder, 'pulse'),
    PULSE_SERVER: `unix:${join(folder, 'pulse/native')}`,
    PARLEY_SPEAKER_MONITOR: sound.speakerMonitor,
    PARLEY_MICROPHONE_FEED: sound.microphoneFeed,
    // GTK would start a desktop-wide accessibility bus for each app; screen-reader names are tested through
    // Chromium.
    NO_AT_BRIDGE: '1',
    LANG: inherited.LANG ?? 'C.UTF-8',
  }
}

/**
 * @param {import('node:child_process').ChildProcess[]} servers @param {Record<string, string | undefined>}
 * env @param {string} screen
 */
async function startXvfb(servers, env, screen) {
  await writeFile(env.XAUTHORITY ?? '', authority(randomBytes(16)), { mode: 0o600 })
  const args = ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp', '-auth', env.XAUTHORITY ?? '']
  const server = start(servers, 'Xvfb', args, env)
  return `:${await firstLine(server, 'Xvfb')}`
}

/**
 * An Xauthority file with one cookie for any display: its number is known only once the server runs. @param
 * {Buffer} cookie
 */
function authority(cookie) {
  const field = (/** @type {Buffer} */ bytes) => {
    const length = Buffer.alloc(2)
    length.writeUInt16BE(bytes.length)
    return Buffer.concat([length, bytes])
  }
  const anyFamily = Buffer.from([0xff, 0xff])
  const name = Buffer.from('MIT-MAGIC-COOKIE-1')
  return Buffer.concat([
    anyFamily,
    field(Buffer.alloc(0)),
    field(Buffer.alloc(0)),
    field(name),
    field(cookie),
  ])
}

/**
 * @param {import('node:child_process').ChildProcess[]} servers @param {Record<string, string | undefined>}
 * env @param {string} folder
 */
async function startBus(servers, env, folder) {
  const args = [
    '--session',
    '--nofork',
    '--nopidfile',
    '--print-address=3',
    `--address=unix:path=${folder}/bus`,
  ]
  const server = start(servers, 'dbus-daemon', args, env)
  return firstLine(server, 'dbus-daemon')
}

/**
 * @param {import('node:child_process').ChildProcess[]} servers @param {Record<string, string | undefined>}
 * env @param {string} folder
 */
async function startWindowManager(servers, env, folder) {
  const ready = join(folder, 'openbox-ready')
  const server = start(servers, 'openbox', ['--sm-disable', '--startup', `touch ${ready}`], env)
  await appearance(ready, folder, server, 'openbox')
}

/**
 * @param {import('node:child_process').ChildProcess[]} servers @param {Record<string, string | undefined>}
 * env @param {string} folder
 */
async function startSound(servers, env, folder) {
  const script = join(folder, 'sound.pa')
  const socket = join(folder, 'pulse/native')
  const lines = [
    `load-module module-null-sink sink_name=${sound.speaker} rate=48000 channels=2`,
    `load-module module-null-sink sink_name=${sound.microphoneFeed} rate=48000 channels=1`,
    `load-module module-remap-source source_name=${sound.microphone} master=${sound.microphoneFeed}.monitor`,
    `set-default-sink ${sound.speaker}`,
    `set-default-source ${sound.microphone}`,
    // Last: its socket says that the devices are there.
    `load-module module-native-protocol-unix socket=${socket} auth-anonymous=1`,
  ]
  await writeFile(script, `${lines.join('\n')}\n`)
  const args = [
    '-n',
    '-F',
    script,
    '--daemonize=no',
    '--exit-idle-time=-1',
    '--disallow-exit',
    '--use-pid-file=no',
  ]
  // Its own home, so that it neither reads nor writes the user's ~/.config/pulse.
  const server = start(servers, 'pulseaudio', [...args, '--log-level=error'], { ...env, HOME: folder })
  await appearance(socket, join(folder, 'pulse'), server, 'pulseaudio')
}

/**
 * Starts a server in a process group of its own: Ctrl-C in the terminal then reaches the tests, but not the
 * display under them.
 * @param {import('node:child_process').ChildProcess[]} servers
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Record<string, string | undefined>} env
 */
function start(servers, command, args, env) {
  const server = spawn(command, args, {
    env: /** @type {NodeJS.ProcessEnv} */ (env),
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let words = ''
  server.stderr?.setEncoding('utf8').on('data', (text) => {
    words = (words + text).slice(-2000)
  })
  server.once('error', () => {})
  servers.push(server)
  return Object.assign(server, { lastWords: () => words.trim() })
}

/** @typedef {ReturnType<typeof start>} Server */

/**
 * The first line that a server writes to file descriptor 3. @param {Server} server @param {string} name
 * @returns {Promise<string>}
 */
async function firstLine(server, name) {
  const pipe = /** @type {import('node:stream').Readable} */ (server.stdio[3])
  let text = ''
  const line = new Promise((resolve) => {
    pipe.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')).trim())
    })
  })
  return ready(line, server, name)
}

/** @param {string} file @param {string} folder @param {Server} server @param {string} name */
async function appearance(file, folder, server, name) {
  const watcher = watch(folder)
  try {
    await ready(
      new Promise((resolve) => {
        const look = () => existsSync(file) && resolve(undefined)
        watcher.on('change', look)
        look()
      }),
      server,
      name,
    )
  } finally {
    watcher.close()
  }
}

/** @template T @param {Promise<T>} sign @param {Server} server @param {string} name @returns {Promise<T>} */
async function ready(sign, server, name) {
  const failure = (/** @type {string} */ reason) =>
    new SetupError(`${name} did not start`, {
      reason: server.lastWords() || reason,
      cure: `Run ${name} by hand to see more; on Debian, npm test installs it when it is run as root.`,
    })
  const abort = new AbortController()
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  try {
    return await Promise.race([
      sign,
      once(server, 'exit', { signal: abort.signal }).then(
        ([code]) => {
          throw failure(`it ended with code ${code}`)
        },
        (error) => {
          throw failure(error.message)
        },
      ),
      new Promise((_, reject) => {
        timer = setTimeout(() => reject(failure(`it was not ready after ${readyMs / 1000} seconds`)), readyMs)
      }),
    ])
  } finally {
    clearTimeout(timer)
    abort.abort()
  }
}
