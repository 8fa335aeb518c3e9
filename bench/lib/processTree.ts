import { readdirSync, readFileSync } from 'node:fs'

// CPU and memory of a program with all its processes, from /proc.

interface ProcessState {
  readonly id: number
  readonly parent: number
  /** Clock ticks, with those of children that have ended. */
  readonly ticks: number
}

/** The value of Linux on every architecture that Electron runs on. */
const ticksPerSecond = 100

const readProcess = (id: number): ProcessState | null => {
  try {
    const text = readFileSync(`/proc/${id}/stat`, 'utf8')
    // The name may hold spaces and brackets; what follows the last bracket is fixed.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15)
    return { id, parent: fields[1] ?? 0, ticks: user + system + childUser + childSystem }
  } catch {
    // It ended meanwhile.
    return null
  }
}

/** The process and all its descendants that are alive. */
export const processTree = (root: number): readonly ProcessState[] => {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? [])
  const found = new Set([root])
  // Children may have lower ids than their parents after a wrap: repeat until nothing is added.
  for (let before = 0; before !== found.size; ) {
    before = found.size
    for (const { id, parent } of all) if (found.has(parent)) found.add(id)
  }
  return all.filter(({ id }) => found.has(id))
}

/** CPU time of all processes together, in milliseconds, in steps of ten. */
export const treeCpuMs = (root: number): number =>
  (processTree(root).reduce((sum, { ticks }) => sum + ticks, 0) / ticksPerSecond) * 1000

/** CPU time by kind of process (`main`, `renderer`, `gpu-process`, `utility …`), in milliseconds. */
export const cpuByKind = (root: number): ReadonlyMap<string, number> => {
  const sums = new Map<string, number>()
  for (const { id, ticks } of processTree(root)) {
    const kind = id === root ? 'main' : kindOf(id)
    sums.set(kind, (sums.get(kind) ?? 0) + (ticks / ticksPerSecond) * 1000)
  }
  return sums
}

/** Memory by kind of process, in megabytes of proportional set size: shared pages are counted once. */
export const memoryByKind = (root: number): ReadonlyMap<string, number> => {
  const sums = new Map<string, number>()
  for (const { id } of processTree(root)) {
    const kind = id === root ? 'main' : kindOf(id)
    sums.set(kind, (sums.get(kind) ?? 0) + megabytesOf(id))
  }
  return sums
}

export const sumOf = (values: ReadonlyMap<string, number>): number =>
  [...values.values()].reduce((sum, value) => sum + value, 0)

const megabytesOf = (id: number): number => {
  try {
    const kilobytes = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))?.[1]
    return Number(kilobytes ?? 0) / 1024
  } catch {
    return 0
  }
}

const kindOf = (id: number): string => {
  try {
    const words = readFileSync(`/proc/${id}/cmdline`, 'utf8').split(/[\0 ]/)
    const value = (name: string) => words.find((word) => word.startsWith(name))?.slice(name.length)
    const type = value('--type=') ?? 'other'
    const service = value('--utility-sub-type=')
    return service === undefined ? type : `utility ${service.split('.').at(-1)}`
  } catch {
    return 'other'
  }
}

/** Waits until the program uses next to nothing for two seconds; false when it never does. */
export const quiet = async (root: number, timeoutMs = 60_000): Promise<boolean> => {
  const end = performance.now() + timeoutMs
  let calm = 0
  let before = treeCpuMs(root)
  while (performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 500))
    const now = treeCpuMs(root)
    // One step of the kernel's clock in half a second is noise.
    calm = now - before <= 10 ? calm + 1 : 0
    before = now
    if (calm === 4) return true
  }
  return false
}
