import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newLibraryKey } from '../../../../src/sync/keys'
import { type PlaceToOpen, placeOf, seededRandom } from '../../../fakes/syncPlaces'
import { startApache, startRclone } from '../../../fakes/webDavServers'
import { Profile } from './Profile'

/** How often a device is killed in all; 200 and more by the environment. */
const kills = Number(process.env.PARLEY_SYNC_KILLS ?? 20)
const seed = Number(process.env.PARLEY_SYNC_SEED ?? Date.now() % 1_000_000)
/** Long enough for a few looks, short enough to end in the middle of any of their steps. */
const mostMs = 2_000

const root = resolve(import.meta.dirname, '../../../..')
let script = ''
let scratch = ''
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'parley-killed-'))
  // Apache goes through it as a user of its own.
  chmodSync(scratch, 0o755)
  // Inside the checkout, so that its packages are found.
  const outDir = join(root, 'out', `syncing-for-tests-${process.pid}`)
  script = join(outDir, 'child.mjs')
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    resolve: { alias: { '@shared': join(root, 'src/shared') } },
    build: {
      target: 'node20.18',
      ssr: join(root, 'tests/fakes/syncingChild.ts'),
      outDir,
      emptyOutDir: true,
      rollupOptions: { output: { entryFileNames: 'child.mjs' } },
    },
  })
})
afterAll(() => {
  rmSync(join(script, '..'), { recursive: true, force: true })
  rmSync(scratch, { recursive: true, force: true })
})

/** Lets a device run for so long, then kills it. What it said to be committed is added. */
const runAndKill = async (input: readonly unknown[], ms: number, committed: Set<string>): Promise<void> => {
  const child = spawn(process.execPath, [script, JSON.stringify(input)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
  })
  const gone = once(child, 'exit') as Promise<[number | null, string | null]>
  const lines = createInterface({ input: child.stdout })
  const isOver = once(lines, 'close')
  const isReady = new Promise<void>((ready) => {
    lines.on('line', (line) => {
      if (line === 'ready') ready()
      else committed.add(line)
    })
  })
  await Promise.race([isReady, gone])
  await setTimeout(ms)
  child.kill('SIGKILL')
  const [code] = await gone
  await isOver
  // It ends by itself only over a fault.
  expect(`${code} ${errors}`).toBe('null ')
}

test.each<[string, () => Promise<{ place: PlaceToOpen; stop: () => Promise<void> }>]>([
  [
    'a folder',
    async () => {
      const folder = join(scratch, 'folder')
      mkdirSync(folder)
      return { place: { folder }, stop: async () => {} }
    },
  ],
  [
    'rclone',
    async () => {
      const server = await startRclone(mkdtempSync(join(scratch, 'rclone-')))
      return { place: server, stop: server.stop }
    },
  ],
  [
    'Apache',
    async () => {
      const server = await startApache(mkdtempSync(join(scratch, 'apache-')))
      return { place: server, stop: server.stop }
    },
  ],
])(
  `killed ${kills} times while sending to and taking from %s, three devices end with all that was committed`,
  async (_, open) => {
    const random = seededRandom(seed)
    const key = Buffer.from(await newLibraryKey()).toString('hex')
    const { place, stop } = await open()
    const plain = 'folder' in place ? place : { ...place }
    const folders = ['a', 'b', 'c'].map((name) => mkdtempSync(join(scratch, `${name}-`)))
    const committed = new Set<string>()
    try {
      let left = kills
      const live = async (folder: string): Promise<void> => {
        while (left > 0) {
          left -= 1
          const input = [folder, key, plain, Math.floor(random() * 2 ** 30)]
          await runAndKill(input, random() * mostMs, committed)
        }
      }
      await Promise.all(folders.map(live))
      const profiles = folders.map((folder) => {
        rmSync(join(folder, 'library.db.lock'), { recursive: true, force: true })
        return new Profile(folder, Date.now, () => `late${Math.floor(random() * 2 ** 30)}`, folder)
      })
      const opened = placeOf(place)
      for (let round = 0; round < 4; round += 1)
        for (const profile of profiles)
          expect((await profile.round(opened, Buffer.from(key, 'hex'))).stuck).toEqual([])
      const digests = profiles.map(({ library }) => library.digest())
      expect(new Set(digests).size, `equal, seed ${seed}`).toBe(1)
      const { library } = profiles[0] as Profile
      const there = new Set(library.conversationIds().flatMap((id) => library.messageIds(id)))
      expect(
        [...committed].filter((id) => !there.has(id)),
        `missing, seed ${seed}`,
      ).toEqual([])
      expect(committed.size).toBeGreaterThan(kills / 2)
      console.info(`${kills} kills, ${committed.size} messages committed, ${there.size} there, seed ${seed}`)
      for (const profile of profiles) profile.remove()
    } finally {
      await stop()
    }
  },
  60_000 + kills * 5_000,
)
