/** A title fits that holds every word of the query, each at the beginning of a word. */
export const fits = (title: string, query: string): boolean => {
  const words = title.toLowerCase().split(/\s+/)
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((part) => words.some((word) => word.startsWith(part)))
}
