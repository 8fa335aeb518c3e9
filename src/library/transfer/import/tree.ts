import type { MessageState, Role } from '@shared/model/message'
import type { ImportedMessage, ImportedPart } from './imported'

/** What came back from a tool, where the source does not say which call it answers. */
export interface OpenResult {
  readonly type: 'open-result'
  /** The id of the call that is made up where there is none. */
  readonly callId: string
  readonly name: string
  readonly output: string
  readonly isError: boolean
}

export type SourcePart = ImportedPart | OpenResult

/** The content that a node of another app's tree shows. */
export interface SourceEntry {
  readonly role: Role
  readonly parts: readonly SourcePart[]
  readonly createdAt: number | null
  readonly state: MessageState
  readonly model: string | null
}

/** A node of another app's tree. Nothing is certain: parents may be missing, or go round in circles. */
export interface SourceNode {
  readonly id: string
  readonly parentId: string | null
  readonly childIds: readonly string[]
  /** Null for what shows nothing: what follows it then follows its parent. */
  readonly entry: SourceEntry | null
}

export interface Tree {
  /** Parents before what answers them, older before newer. */
  readonly messages: readonly ImportedMessage[]
  /** The last node of the branch that was looked at last in the source. */
  readonly leafId: string | null
}

interface Group {
  readonly id: string
  readonly parent: Group | null
  readonly role: Role
  readonly entries: SourceEntry[]
}

/**
 * Makes messages of nodes. The steps of one answer (thoughts, calls, results, text), which others keep as
 * nodes of their own, become one message where they follow each other without a branch.
 */
export const buildTree = (
  nodes: ReadonlyMap<string, SourceNode>,
  current: string | null,
  idOf: (nodeId: string) => string,
  now: number,
): Tree => {
  const parents = resolveParents(nodes)
  const order = fromTheRoots(nodes, parents)
  const shownAbove = new Map<string, string | null>()
  const shownBelow = new Map<string, number>()
  for (const id of order) {
    const parentId = parents.get(id) ?? null
    const above =
      parentId === null ? null : nodes.get(parentId)?.entry ? parentId : (shownAbove.get(parentId) ?? null)
    shownAbove.set(id, above)
    if (nodes.get(id)?.entry && above !== null) shownBelow.set(above, (shownBelow.get(above) ?? 0) + 1)
  }
  const groups = new Map<string, Group>()
  const inOrder: Group[] = []
  for (const id of order) {
    const entry = nodes.get(id)?.entry
    if (!entry) continue
    const aboveId = shownAbove.get(id) ?? null
    const above = aboveId === null ? null : (groups.get(aboveId) ?? null)
    const goesOn =
      above !== null && aboveId !== null && entry.role === 'assistant' && above.role === 'assistant'
    if (goesOn && shownBelow.get(aboveId) === 1) {
      above.entries.push(entry)
      groups.set(id, above)
      continue
    }
    const group: Group = { id: idOf(id), parent: above, role: entry.role, entries: [entry] }
    groups.set(id, group)
    inOrder.push(group)
  }
  const messages = byTime(inOrder, now)
  const shown = current === null ? null : nodes.get(current)?.entry ? current : shownAbove.get(current)
  const leaf = shown ? groups.get(shown)?.id : undefined
  return { messages, leafId: leaf ?? messages.at(-1)?.id ?? null }
}

/** The parent of each node, as far as there is one. A circle is cut where it was entered. */
const resolveParents = (nodes: ReadonlyMap<string, SourceNode>): ReadonlyMap<string, string> => {
  const parents = new Map<string, string>()
  for (const { id, parentId } of nodes.values())
    if (parentId !== null && parentId !== id && nodes.has(parentId)) parents.set(id, parentId)
  for (const { id, childIds } of nodes.values())
    for (const childId of childIds)
      if (childId !== id && nodes.get(childId)?.parentId === null && !parents.has(childId))
        parents.set(childId, id)
  const done = new Set<string>()
  for (const start of nodes.keys()) {
    const walked = new Set<string>()
    let id: string | undefined = start
    let previous = start
    while (id !== undefined && !done.has(id)) {
      if (walked.has(id)) {
        parents.delete(previous)
        break
      }
      walked.add(id)
      previous = id
      id = parents.get(id)
    }
    for (const each of walked) done.add(each)
  }
  return parents
}

/** Every node after its parent; children in the order in which the parent names them, then as they come. */
const fromTheRoots = (
  nodes: ReadonlyMap<string, SourceNode>,
  parents: ReadonlyMap<string, string>,
): readonly string[] => {
  const children = new Map<string, Set<string>>()
  const addChild = (parentId: string, id: string) => {
    const known = children.get(parentId)
    if (known) known.add(id)
    else children.set(parentId, new Set([id]))
  }
  for (const { id, childIds } of nodes.values())
    for (const childId of childIds) if (parents.get(childId) === id) addChild(id, childId)
  for (const [id, parentId] of parents) addChild(parentId, id)
  const order: string[] = []
  const waiting = [...nodes.keys()].filter((id) => !parents.has(id)).reverse()
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    order.push(id)
    const below = children.get(id)
    if (below) for (const child of [...below].reverse()) waiting.push(child)
  }
  return order
}

/**
 * The messages in the order of their times, as far as these can be believed: nothing comes before what it
 * answers.
 */
const byTime = (groups: readonly Group[], now: number): ImportedMessage[] => {
  const begun = new Map<Group, number>()
  for (const group of groups) {
    const own = group.entries.find(({ createdAt }) => createdAt !== null)?.createdAt ?? null
    const above = group.parent ? (begun.get(group.parent) ?? null) : null
    begun.set(group, own === null ? (above ?? now) : above === null ? own : Math.max(own, above))
  }
  const place = new Map(groups.map((group, index) => [group, index]))
  const sorted = [...groups].sort(
    (a, b) => (begun.get(a) ?? 0) - (begun.get(b) ?? 0) || (place.get(a) ?? 0) - (place.get(b) ?? 0),
  )
  // Those of one moment keep the order that the source has: it is told by their moments alone.
  const latestUnder = new Map<Group | null, number>()
  for (const group of sorted) {
    const { parent } = group
    const own = Math.max(begun.get(group) ?? now, parent ? (begun.get(parent) ?? 0) + 1 : 0)
    const before = latestUnder.get(parent) ?? Number.NEGATIVE_INFINITY
    const at = own <= before ? before + 1 : own
    begun.set(group, at)
    latestUnder.set(parent, at)
  }
  return sorted.map((group) => toMessage(group, begun.get(group) ?? now))
}

const toMessage = ({ id, parent, role, entries }: Group, createdAt: number): ImportedMessage => {
  const last = entries.at(-1)
  const model = entries.findLast((entry) => entry.model !== null)?.model ?? null
  const finishedAt = entries.reduce((latest, entry) => Math.max(latest, entry.createdAt ?? 0), createdAt)
  return {
    id,
    parentId: parent?.id ?? null,
    role,
    state: last?.state ?? 'complete',
    parts: joinCalls(entries.flatMap(({ parts }) => parts)),
    createdAt,
    finishedAt,
    ...(role === 'assistant' && model !== null ? { model } : {}),
  }
}

/**
 * An open result belongs to the last call without one; where there is none, to a call that says no more than
 * its name.
 */
const joinCalls = (parts: readonly SourcePart[]): ImportedPart[] => {
  const open: string[] = []
  return parts.flatMap((part): ImportedPart[] => {
    if (part.type === 'tool-call') open.push(part.callId)
    if (part.type !== 'open-result') return [part]
    const { name, output, isError } = part
    const known = open.pop()
    const callId = known ?? part.callId
    const result: ImportedPart = { type: 'tool-result', callId, output, isError }
    return known === undefined ? [{ type: 'tool-call', callId, name, input: '{}' }, result] : [result]
  })
}
