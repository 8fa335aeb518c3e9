import type { MessageState, OutlineEntry, Role } from './message'

/**
 * An outline in columns, each one text, in the order of the entries: thousands of entries cross from process
 * to process in the time of a few, and main, which only hands them on, never looks into them.
 */
export interface PackedOutline {
  /** JSON arrays. */
  readonly ids: string
  readonly parents: string
  readonly times: string
  /** One letter an entry. */
  readonly roles: string
  readonly states: string
}

/** `w`: being written; the others by how they begin. */
export const letterOfState: Readonly<Record<MessageState, string>> = {
  streaming: 'w',
  complete: 'c',
  stopped: 's',
  interrupted: 'i',
  failed: 'f',
}
const stateOfLetter = new Map(
  (Object.keys(letterOfState) as MessageState[]).map((state) => [letterOfState[state], state]),
)
export const letterOfRole: Readonly<Record<Role, string>> = { user: 'u', assistant: 'a' }

export const unpackOutline = ({ ids, parents, times, roles, states }: PackedOutline): OutlineEntry[] => {
  const parentIds = JSON.parse(parents) as readonly (string | null)[]
  const createdAt = JSON.parse(times) as readonly number[]
  return (JSON.parse(ids) as readonly string[]).map((id, index) => ({
    id,
    parentId: parentIds[index] ?? null,
    role: roles[index] === letterOfRole.user ? 'user' : 'assistant',
    state: stateOfLetter.get(states[index] ?? '') ?? 'interrupted',
    createdAt: createdAt[index] ?? 0,
  }))
}
