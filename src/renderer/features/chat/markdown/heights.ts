/** Heights of what was drawn last for a source, so that drawing it again makes nothing jump. */
const heights = new Map<string, number>()
const mostHeights = 500

export const rememberHeight = (source: string, node: HTMLElement): void => {
  const { height } = node.getBoundingClientRect()
  if (height === 0) return
  heights.delete(source)
  heights.set(source, height)
  const oldest = heights.keys().next()
  if (heights.size > mostHeights && !oldest.done) heights.delete(oldest.value)
}

/** Keeps the room that the source took last time, until `release`. */
export const holdHeight = (source: string, node: HTMLElement): void => {
  const height = heights.get(source)
  if (height !== undefined) node.style.minHeight = `${height}px`
}

export const releaseHeight = (node: HTMLElement): void => {
  node.style.minHeight = ''
}
