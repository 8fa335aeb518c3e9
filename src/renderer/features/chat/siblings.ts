import type { OutlineEntry } from '@shared/model/message'

type Outline = ReadonlyMap<string, OutlineEntry>
type Children = ReadonlyMap<string | null, readonly OutlineEntry[]>

// One index for each outline: outlines change only when a message comes, goes or ends.
const indexes = new WeakMap<Outline, Children>()

const childrenOf = (outline: Outline): Children => {
  const known = indexes.get(outline)
  if (known) return known
  const children = new Map<string | null, OutlineEntry[]>()
  for (const entry of outline.values()) {
    const list = children.get(entry.parentId)
    if (list) list.push(entry)
    else children.set(entry.parentId, [entry])
  }
  for (const list of children.values()) {
    list.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
  }
  indexes.set(outline, children)
  return children
}

/** The versions of a message: those with the same parent and role, oldest first. */
export const siblingsOf = (outline: Outline, id: string): readonly string[] => {
  const entry = outline.get(id)
  if (!entry) return []
  const list = childrenOf(outline).get(entry.parentId) ?? []
  return list.filter((sibling) => sibling.role === entry.role).map((sibling) => sibling.id)
}

/** The leaf where the branch through `id` ends, always taking the newest turn. */
export const newestLeafUnder = (outline: Outline, id: string): string => {
  const children = childrenOf(outline)
  const seen = new Set<string>()
  let current = id
  for (;;) {
    seen.add(current)
    const next = children.get(current)?.at(-1)
    if (!next || seen.has(next.id)) return current
    current = next.id
  }
}
