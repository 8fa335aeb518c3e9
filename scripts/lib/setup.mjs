import { existsSync } from 'node:fs'
import { ensureBuilt } from './build.mjs'
import { displayNeeds, ensureDebianPackages, guiNeeds, serverNeeds } from './debian.mjs'
import { startDisplay } from './display.mjs'
import { ensureElectron } from './electron.mjs'
import { ensurePackages } from './packages.mjs'
import { root } from './paths.mjs'
import { describeError, say } from './report.mjs'

/** Everything that opening the app takes. */
export async function prepareApp() {
  await ensurePackages()
  const electron = await ensureElectron()
  await ensureDebianPackages(guiNeeds, 'the app')
  await ensureBuilt()
  return electron
}

/** Everything that running the app on a display of its own takes, but the build. */
export async function prepareHeadless() {
  await ensurePackages()
  const electron = await ensureElectron()
  await ensureDebianPackages(displayNeeds, 'a display without a screen')
  return electron
}

/**
 * The path of Debian's current Chromium, in which the page tests run; nothing where it cannot be had, as on
 * Ubuntu, which has it as a snap only.
 */
export async function prepareChromium() {
  const path = '/usr/bin/chromium'
  try {
    await ensureDebianPackages([['chromium']], 'the page tests')
  } catch (error) {
    say(describeError(error))
  }
  return existsSync(path) ? path : undefined
}

/** The servers of the integration tests. Where they cannot be had, those tests say so themselves. */
export async function prepareServers() {
  try {
    await ensureDebianPackages(serverNeeds, 'the integration tests')
  } catch (error) {
    say(describeError(error))
  }
}

/**
 * Runs `work` on a display of its own, with everything that it needs in its environment, and clears up behind
 * it. Where there is no X (macOS, Windows), the user's own display serves.
 * @template T
 * @param {import('./electron.mjs').Electron} electron
 * @param {(env: Record<string, string | undefined>) => Promise<T>} work
 * @returns {Promise<T>}
 */
export function onOwnDisplay(electron, work) {
  return onOwnDisplays(electron, 1, ([env]) => work(env ?? {}))
}

/**
 * As `onOwnDisplay`, with several at once: each has its own keyboard, pointer, clipboard, sound and session
 * bus.
 * @template T
 * @param {import('./electron.mjs').Electron} electron
 * @param {number} count
 * @param {(environments: Record<string, string | undefined>[]) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function onOwnDisplays(electron, count, work) {
  const environment = { ...process.env, ...electron.environment, PARLEY_ROOT: root }
  if (process.platform !== 'linux') return work([environment])
  /** @type {import('./display.mjs').Display[]} */
  const displays = []
  try {
    while (displays.length < count) displays.push(await startDisplay({ environment }))
    return await work(displays.map((display) => display.environment))
  } finally {
    await Promise.all(displays.map((display) => display.stop()))
  }
}
