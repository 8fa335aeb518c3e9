/** The ids with one of them a step up (-1) or down (1); null where it is at the end already. */
export const moved = (ids: readonly string[], id: string, step: 1 | -1): readonly string[] | null => {
  const at = ids.indexOf(id)
  const other = ids[at + step]
  if (at < 0 || other === undefined) return null
  const next = [...ids]
  next[at] = other
  next[at + step] = id
  return next
}
