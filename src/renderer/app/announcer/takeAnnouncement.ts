/** Minutes of speech. One region with a whole book in it takes the page tens of milliseconds to lay out. */
const mostCharacters = 4_000

/** Takes off the front of `waiting` what is said at once: whole sentences, at least one. */
export const takeAnnouncement = (waiting: string[]): string => {
  let length = waiting[0]?.length ?? 0
  let count = 1
  while (count < waiting.length) {
    length += 1 + (waiting[count]?.length ?? 0)
    if (length > mostCharacters) break
    count += 1
  }
  return waiting.splice(0, count).join(' ')
}
