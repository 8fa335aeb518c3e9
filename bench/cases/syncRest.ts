import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { SyncPlace, SyncStatus } from '@shared/model/sync'
import { startRclone } from '../../tests/fakes/webDavServers'
import { makeProfile, projectRoot, type Running, start } from '../lib/app'
import { calm } from '../lib/calm'
import { cpuByKind, quiet } from '../lib/processTree'
import type { Figure } from '../lib/report'
import type { Benchmark } from './benchmark'

const watchedMs = 3 * 60_000
const budget = 0.1

const parley = (page: Running['page'], name: string, input: unknown): Promise<unknown> =>
  page.evaluate(`parley.call(${JSON.stringify(name)}, ${JSON.stringify(input)}).then((reply) => {
    if (!reply.ok) throw new Error(reply.failure.code)
    return reply.value
  })`)

const startedWith = async (access: { readonly place: SyncPlace; readonly password: string } | null) => {
  const profile = makeProfile({ allowWeakKeyStorage: true })
  const program = await start('app', { profile, preload: [join(projectRoot, 'bench/sync/focus.cjs')] })
  await program.secondPage()
  if (access) {
    await program.page.press('Shift', 16)
    await parley(program.page, 'sync.start', access)
  }
  await quiet(program.pid)
  return program
}

const inStepAt = async ({ page }: Running): Promise<number> => {
  const status = (await parley(page, 'sync.status', {})) as SyncStatus
  if (status.type === 'off' || status.problem) throw new Error('Sync is on and without a problem')
  return status.inStepAt ?? 0
}

/** Of main, the library and the sync process: pages and drawing have nothing to do with it. */
const spent = ({ pid }: Running): number => {
  const kinds = cpuByKind(pid)
  return (kinds.get('main') ?? 0) + (kinds.get('utility NodeService') ?? 0)
}

/** What sync costs while nothing happens, above the app without it, over the same minutes. */
export const syncRest: Benchmark = {
  name: 'syncRest',
  title: 'Sync that is on while nothing happens',
  isLong: true,
  async run({ say }) {
    const profile = makeProfile()
    const [folder, served] = [join(profile, 'folder'), join(profile, 'served')]
    for (const each of [folder, served]) mkdirSync(each)
    const dav = await startRclone(served)
    const { address, user, password } = dav
    const running: Running[] = []
    try {
      const off = await startedWith(null)
      running.push(off)
      const byFolder = await startedWith({ place: { type: 'folder', path: folder }, password: '' })
      running.push(byFolder)
      const byServer = await startedWith({ place: { type: 'webdav', address, user }, password })
      running.push(byServer)
      await calm()
      const [before, looked] = [running.map(spent), await Promise.all([byFolder, byServer].map(inStepAt))]
      say('three apps are left alone for three minutes')
      await new Promise((resolve) => setTimeout(resolve, watchedMs))
      const shares = running.map((each, index) => ((spent(each) - (before[index] ?? 0)) / watchedMs) * 100)
      const looks = await Promise.all([byFolder, byServer].map(inStepAt))
      if (looks.some((at, index) => at <= (looked[index] ?? 0)))
        throw new Error('It did not look at its place')
      const [without = 0, ...others] = shares
      return others.map(
        (share, index): Figure => ({
          what: `CPU of one core above the app without sync, a look every 30 s at ${['a folder', 'rclone'][index]}`,
          unit: '%',
          value: share - without,
          budget,
          note: `main, library and sync process ${share.toFixed(3)} %, without sync ${without.toFixed(3)} %, over the same three minutes; one device in the place`,
        }),
      )
    } finally {
      for (const each of running) await each.stop()
      await dav.stop()
    }
  },
}
