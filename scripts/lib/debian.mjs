import { readFile } from 'node:fs/promises'
import { capture, run } from './processes.mjs'
import { SetupError, say } from './report.mjs'

/**
 * What Debian and Ubuntu must have installed. Each need lists the names it goes by: Debian 13 and Ubuntu
 * 24.04 renamed libraries for 64-bit time, and keep the old names at most as virtual packages.
 * @typedef {readonly string[]} Need
 */

/** The packages for opening the app. @type {readonly Need[]} */
export const guiNeeds = [
  ['libnss3'],
  ['libgtk-3-0t64', 'libgtk-3-0'],
  ['libasound2t64', 'libasound2'],
  ['libgbm1'],
  ['libxss1'],
  ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'],
  ['libdrm2'],
  ['libxshmfence1'],
]

/**
 * For a display, a window manager, key presses and sound of a run's own, and for looking into files. @type
 * {readonly Need[]}
 */
export const displayNeeds = [
  ...guiNeeds,
  ['xvfb'],
  ['xauth'],
  ['openbox'],
  ['dbus'],
  ['dbus-x11'],
  ['xdotool'],
  // Other programs that words are put into: an editor, a terminal, and one that copies and pastes.
  ['mousepad'],
  ['xterm'],
  ['xclip'],
  // Electron shows notifications through it.
  ['libnotify4'],
  ['pulseaudio'],
  ['pulseaudio-utils'],
  ['fonts-dejavu-core'],
  ['fonts-noto-color-emoji'],
  // Chinese, Japanese and Korean: in exports, and in pictures of the screens.
  ['fonts-wqy-microhei', 'fonts-noto-cjk'],
  // Reads what exported pictures tell, independently of the code that wrote it.
  ['libimage-exiftool-perl'],
  // Searches the web in a test, from a list.
  ['searx'],
]

/** Servers that others wrote, over WebDAV and folders, for the integration tests. @type {readonly Need[]} */
export const serverNeeds = [['apache2-bin'], ['rclone'], ['syncthing']]

/**
 * The needs that `dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n'` does not show as installed.
 * @param {readonly Need[]} needs
 * @param {string} output
 */
export function missingNeeds(needs, output) {
  const installed = new Set(
    output
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      // "ii": wanted and installed. "rc" (removed, settings left) and "un" are not.
      .filter(([status]) => status?.[1] === 'i')
      .map(([, name]) => name),
  )
  return needs.filter((need) => !need.some((name) => installed.has(name)))
}

/**
 * The name under which each need can be installed, by what `apt-cache policy` prints.
 * @param {readonly Need[]} needs
 * @param {string} policy
 */
export function installableNames(needs, policy) {
  const candidates = new Set()
  let name = ''
  for (const line of policy.split('\n')) {
    const heading = /^(\S+):$/.exec(line)
    if (heading?.[1]) name = heading[1]
    const candidate = /^\s+Candidate: (.+)$/.exec(line)?.[1]
    if (candidate && candidate !== '(none)') candidates.add(name)
  }
  return needs.map((need) => need.find((alternative) => candidates.has(alternative)) ?? need.at(-1) ?? '')
}

/**
 * Installs the Debian packages that are missing where that is ours to do (root), and says the one command
 * otherwise.
 * @param {readonly Need[]} needs
 * @param {string} purpose
 */
export async function ensureDebianPackages(needs, purpose) {
  if (process.platform !== 'linux' || !(await isDebianLike())) return
  const missing = await queryMissing(needs)
  if (missing.length === 0) return
  if (process.getuid?.() !== 0) {
    throw new SetupError(`Debian packages are missing for ${purpose}`, {
      reason: `Not installed: ${missing.map((need) => need[0]).join(' ')}`,
      cure: `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${(await namesFor(missing)).join(' ')}`,
    })
  }
  await install(missing, purpose)
}

/** @param {readonly Need[]} missing @param {string} purpose */
async function install(missing, purpose) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  // Another apt may be at work (unattended upgrades): wait for it rather than fail.
  const patience = ['-o', 'DPkg::Lock::Timeout=300']
  say(`Installing Debian packages for ${purpose}…`)
  const updated = await run('apt-get', [...patience, '-q', 'update'], { env, output: 'stderr' })
  const names = await namesFor(missing)
  const args = [...patience, '-q', 'install', '-y', '--no-install-recommends', ...names]
  const code = await run('apt-get', args, { env, output: 'stderr' })
  const still = code === 0 ? await queryMissing(missing) : missing
  if (still.length === 0) return
  throw new SetupError(`Debian packages for ${purpose} could not be installed`, {
    reason:
      updated === 0
        ? `apt-get install ended with code ${code}; its own words are above.`
        : `apt-get update ended with code ${updated}, install with ${code}; their own words are above.`,
    cure: `Check /etc/apt/sources.list and the network, then: apt-get update && apt-get install -y ${names.join(' ')}`,
  })
}

/** @param {readonly Need[]} needs */
async function queryMissing(needs) {
  // It exits with 1 when a name is unknown, and still lists the others.
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholders
  const format = '${db:Status-Abbrev} ${Package}\n'
  const { stdout } = await capture('dpkg-query', ['-W', '-f', format, ...needs.flat()])
  return missingNeeds(needs, stdout)
}

/** @param {readonly Need[]} needs */
async function namesFor(needs) {
  const { stdout } = await capture('apt-cache', ['policy', ...needs.flat()], {
    env: { ...process.env, LC_ALL: 'C' },
  })
  return installableNames(needs, stdout)
}

async function isDebianLike() {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '')
  return /^(ID|ID_LIKE)=.*\b(debian|ubuntu)\b/m.test(text)
}
