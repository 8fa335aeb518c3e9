import { readFileSync } from 'node:fs'

/** Share of all cores that is busy, over the last half second. */
const busyShare = async (): Promise<number> => {
  const read = () => {
    const fields =
      readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]?.split(/\s+/).slice(1).map(Number) ?? []
    const total = fields.reduce((sum, value) => sum + value, 0)
    return { total, idle: (fields[3] ?? 0) + (fields[4] ?? 0) }
  }
  const before = read()
  await new Promise((resolve) => setTimeout(resolve, 500))
  const after = read()
  return 1 - (after.idle - before.idle) / Math.max(1, after.total - before.total)
}

const calmShare = 0.2
const patienceMs = 20_000
/** The waiting left in a run: a machine that others keep busy does not become calm for the twentieth wait. */
let leftMs = 80_000

let gaveUp = 0

/** Waits until no other process is at work, but not for ever. */
export const calm = async (): Promise<void> => {
  const begun = performance.now()
  const end = begun + Math.min(patienceMs, leftMs)
  do {
    if ((await busyShare()) < calmShare) return
  } while (performance.now() < end)
  leftMs -= performance.now() - begun
  gaveUp += 1
}

/** The number of measurements that began although the machine was busy. */
export const disturbances = (): number => gaveUp
