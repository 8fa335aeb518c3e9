import { createHash } from 'node:crypto'
import { oneLine } from '@shared/lib/visibleText'

const mostPrefix = 20
/** The longest name that every engine takes. */
const mostName = 64

/** What the user reads where a tool of Parley's own is meant. */
const ownNames: ReadonlySet<string> = new Set(['parley', 'the web', 'my history'])

/** A server's name as it is shown; never one that stands for Parley's own tools. */
export const serverNameFor = (name: string): string => {
  const line = oneLine(name, 80)
  if (line === '') return 'Tool server'
  return ownNames.has(line.normalize('NFKC').toLowerCase()) ? `${line} (tool server)` : line
}

/** The beginning of the names of a server's tools; unlike that of the others. */
export const prefixFor = (name: string, taken: readonly string[]): string => {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, mostPrefix)
    .replace(/^_|_$/g, '')
  const base = plain === '' ? 'server' : plain
  for (let count = 1; ; count += 1) {
    const prefix = count === 1 ? base : `${base}_${count}`
    if (!taken.includes(prefix)) return prefix
  }
}

/**
 * The name by which a model calls a server's tool: the prefix holds no double stroke, so two servers never
 * share one. What had to be changed is told apart by a piece of its hash.
 */
export const engineToolName = (prefix: string, tool: string): string => {
  const plain = `${prefix}__${tool.replace(/[^a-zA-Z0-9_-]/g, '_')}`
  if (plain === `${prefix}__${tool}` && plain.length <= mostName) return plain
  const hash = createHash('sha256').update(tool).digest('hex').slice(0, 8)
  return `${plain.slice(0, mostName - hash.length - 1)}_${hash}`
}
