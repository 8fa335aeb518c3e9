import { readdirSync, readFileSync } from 'node:fs'

const parentOf = (pid: number): number | null => {
  try {
    // The name in parentheses may hold anything; what follows its last parenthesis is fixed.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    // It ended while we looked.
    return null
  }
}

/** A process and all that it started, directly or not. */
export const treeOf = (root: number): number[] => {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const parent = parentOf(Number(name))
    if (parent !== null) parents.set(Number(name), parent)
  }
  const tree = [root]
  for (const pid of tree) for (const [child, parent] of parents) if (parent === pid) tree.push(child)
  return tree
}

/** `kill -9` for a whole tree: no process gets to write anything more. */
export const killTree = (root: number): void => killAll(treeOf(root))

/** Stopped first, so that none can start or tell another while the rest is killed. */
export const killAll = (tree: readonly number[]): void => {
  for (const signal of ['SIGSTOP', 'SIGKILL'] as const) {
    for (const pid of tree) {
      try {
        process.kill(pid, signal)
      } catch {
        // It ended by itself.
      }
    }
  }
}
