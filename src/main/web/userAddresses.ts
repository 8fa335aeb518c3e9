/** What may stand before an address in running text, and what ends it. */
const addressPattern =
  /(?<![\w@.-])(?:https?:\/\/[^\s<>"'`]+|(?:localhost|(?:[a-z0-9-]{1,63}\.){1,8}[a-z0-9-]{1,63}|\[[0-9a-f:.]+\])(?::\d{1,5})?(?:\/[^\s<>"'`]*)?)/gi

/** Punctuation of the sentence around it; a closing bracket only where none was opened for it. */
const trimmed = (text: string): string => {
  let end = text.length
  const count = (character: string) => text.slice(0, end).split(character).length - 1
  const openings: Readonly<Record<string, string>> = { ')': '(', ']': '[' }
  while (end > 0) {
    const last = text.charAt(end - 1)
    const opening = openings[last]
    if (opening === undefined ? !'.,;:!?*_'.includes(last) : count(last) <= count(opening)) break
    end -= 1
  }
  return text.slice(0, end)
}

/** Addresses that stand in a text which the user wrote, with or without `https://`. */
export const addressesIn = (text: string): readonly URL[] =>
  [...text.slice(0, 200_000).matchAll(addressPattern)].flatMap(([found]) => {
    const written = trimmed(found)
    const isWhole = /^https?:\/\//i.test(written)
    return (isWhole ? [written] : [`https://${written}`, `http://${written}`])
      .filter((address) => URL.canParse(address))
      .map((address) => new URL(address))
  })
