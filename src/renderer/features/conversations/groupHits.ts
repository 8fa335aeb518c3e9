import type { SearchHit } from '@shared/model/search'

/** What was found in one conversation. */
export interface HitGroup {
  readonly conversationId: string
  readonly title: string
  /** The title itself holds the words. */
  readonly titleHit: SearchHit | null
  readonly isArchived: boolean
  readonly hits: readonly SearchHit[]
  readonly createdAt: number
}

export type HitRow =
  | { readonly type: 'group'; readonly key: string; readonly group: HitGroup }
  | { readonly type: 'hit'; readonly key: string; readonly hit: SearchHit }
  /** Shows everything that was found in this conversation. */
  | { readonly type: 'more'; readonly key: string; readonly group: HitGroup }

/** Hits by conversation, in the order of their newest hits; a later page adds to those that are there. */
export const groupHits = (hits: readonly SearchHit[]): readonly HitGroup[] => {
  const groups = new Map<string, { -readonly [K in keyof HitGroup]: HitGroup[K] } & { hits: SearchHit[] }>()
  for (const hit of hits) {
    const { conversationId, conversationTitle: title, isArchived = false, createdAt } = hit
    const group = groups.get(conversationId) ?? {
      conversationId,
      title,
      titleHit: null,
      isArchived,
      hits: [],
      createdAt,
    }
    groups.set(conversationId, group)
    if (hit.messageId === null) group.titleHit = hit
    else group.hits.push(hit)
  }
  return [...groups.values()]
}

export const rowsOfHits = (groups: readonly HitGroup[], crowded: ReadonlySet<string>): readonly HitRow[] =>
  groups.flatMap((group): HitRow[] => {
    const id = group.conversationId
    return [
      { type: 'group', key: `group ${id}`, group },
      ...group.hits.map(
        (hit): HitRow => ({
          type: 'hit',
          key: `hit ${hit.messageId} ${hit.fileName ?? ''}`,
          hit,
        }),
      ),
      ...(crowded.has(id) ? [{ type: 'more' as const, key: `more ${id}`, group }] : []),
    ]
  })
