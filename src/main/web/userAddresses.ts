/**
 * What may stand before an address in running text, and what ends it. A name without a scheme must be whole:
 * a piece of one in another alphabet, or of a mail address, is another server's.
 */
const addressPattern =
  /(?<![\w@.-])https?:\/\/[^\s<>"'`]+|(?<![\p{L}\p{N}\p{M}_@.-])(?:localhost|(?:[a-z0-9-]{1,63}\.){1,8}[a-z0-9-]{1,63}|\[[0-9a-f:.]+\])(?!\.?[\p{L}\p{N}\p{M}_@-])(?::\d{1,5})?(?:\/[^\s<>"'`]*)?/giu

/** What no server is asked for anyway. */
const mostCharacters = 4_000

const openings: ReadonlyMap<string, string> = new Map([
  [')', '('],
  [']', '['],
])

/** Punctuation of the sentence around it; a closing bracket only where none was opened for it. */
const trimmed = (text: string): string => {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  const count = (character: string) => counts.get(character) ?? 0
  let end = text.length
  while (end > 0) {
    const last = text.charAt(end - 1)
    const opening = openings.get(last)
    if (opening === undefined ? !'.,;:!?*_'.includes(last) : count(last) <= count(opening)) break
    counts.set(last, count(last) - 1)
    end -= 1
  }
  return text.slice(0, end)
}

/** Addresses that stand in a text which the user wrote, with or without `https://`. */
export const addressesIn = (text: string): readonly URL[] =>
  [...text.slice(0, 200_000).matchAll(addressPattern)].flatMap(([found]) => {
    if (found.length > mostCharacters) return []
    const written = trimmed(found)
    const isWhole = /^https?:\/\//i.test(written)
    return (isWhole ? [written] : [`https://${written}`, `http://${written}`])
      .filter((address) => URL.canParse(address))
      .map((address) => new URL(address))
  })
