import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { SetupError } from './report.mjs'

/**
 * Says what to do where there is no screen to open a window on.
 * @param {string} command
 */
export function requireScreen(command, platform = process.platform, environment = process.env) {
  if (platform !== 'linux' || environment.DISPLAY || environment.WAYLAND_DISPLAY) return
  throw new SetupError('there is no screen to open a window on', {
    reason: 'Neither DISPLAY nor WAYLAND_DISPLAY is set.',
    cure: [
      'one of these:',
      `in a desktop session:    ${command}`,
      `from another computer:   ssh -X HOST, then ${command}`,
      `without any screen:      xvfb-run -a ${command}   (Debian: apt-get install xvfb xauth)`,
      'only to see that it works: npm test   (brings its own display)',
    ].join('\n         '),
  })
}

/** Chromium refuses to run its sandbox as root; no other user may switch it off. */
export function rootSwitches(platform = process.platform, userId = process.getuid?.()) {
  return platform === 'linux' && userId === 0 ? ['--no-sandbox'] : []
}

/**
 * What helps where the system keeps ordinary users from making the namespaces that Chromium's sandbox is
 * built on (Ubuntu since 23.10), or nothing where that is not so. Electron itself ends with a message that
 * few understand.
 * @param {string} runtime the folder of the Electron runtime
 */
export async function sandboxAdvice(runtime, userId = process.getuid?.()) {
  if (process.platform !== 'linux' || userId === 0) return undefined
  const switchFile = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns'
  const restricted = (await readFile(switchFile, 'utf8').catch(() => '0')).trim() === '1'
  const helper = join(runtime, 'chrome-sandbox')
  const status = await stat(helper).catch(() => undefined)
  const isSetUid = status?.uid === 0 && (status.mode & 0o4000) !== 0
  if (!restricted || isSetUid) return undefined
  return `If Electron complained about its sandbox: sudo chown root '${helper}' && sudo chmod 4755 '${helper}'`
}
