/**
 * Characters that no reader sees and a model does: zero-width ones, tags, directions, selectors that can
 * carry bytes. Joiners stay, which Persian and emoji need.
 */
const unseen =
  /[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e0fff}]|(?![\t\n\f\r])\p{Cc}/gu

export const visibleText = (text: string): string => text.replace(unseen, '')

export const oneLine = (text: string, most: number): string =>
  visibleText(text.slice(0, most * 10))
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, most)
    .toWellFormed()
