import { existsSync, readdirSync } from 'node:fs'
import { inProject, root } from './paths.mjs'
import { capture, run } from './processes.mjs'
import { say } from './report.mjs'

// The project's own tools, run by their scripts: no shell, no npx, no PATH.

const scripts = /** @type {const} */ ({
  biome: '@biomejs/biome/bin/biome',
  electronVite: 'electron-vite/bin/electron-vite.js',
  playwright: '@playwright/test/cli.js',
  tsc: 'typescript/bin/tsc',
  vitest: 'vitest/vitest.mjs',
})

/** @typedef {keyof typeof scripts} Tool */

/**
 * @param {Tool} name
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string | undefined>, node?: string }} [options] `node`: another Node than
 * this one
 */
export function runTool(name, args, { env, node = process.execPath } = {}) {
  return run(node, [inProject('node_modules', scripts[name]), ...args], { cwd: root, env })
}

/** Type-checks every room of the house, several at a time, and says what each complains about. */
export async function typecheck() {
  const rooms = [
    'src/shared',
    'src/main',
    'src/library',
    'src/webReader',
    'src/mcp',
    'src/sync',
    'src/preload',
    'src/renderer',
    'scripts',
    'tests',
  ]
  const results = await Promise.all(
    rooms.filter(hasSources).map(async (room) => {
      const args = [
        inProject('node_modules', scripts.tsc),
        '-p',
        room,
        // What did not change since the last time is not checked again.
        '--incremental',
        '--tsBuildInfoFile',
        inProject('node_modules/.cache/types', `${room.replace('/', '-')}.json`),
        '--pretty',
        String(process.stdout.isTTY ?? false),
      ]
      return { room, ...(await capture(process.execPath, args, { cwd: root })) }
    }),
  )
  for (const { room, code, stdout, stderr } of results)
    if (code !== 0) say(`types of ${room}:\n${stdout}${stderr}`)
  const failed = results.filter(({ code }) => code !== 0)
  say(
    failed.length === 0
      ? `types: ${results.length} rooms checked`
      : `types: ${failed.map(({ room }) => room).join(', ')} failed`,
  )
  return failed.length === 0 ? 0 : 1
}

/** TypeScript calls a room without a single file an error. @param {string} room */
function hasSources(room) {
  const folder = inProject(room)
  if (!existsSync(folder)) return false
  return readdirSync(folder, { recursive: true }).some((name) => /\.(tsx?|mjs)$/.test(String(name)))
}
