/**
 * Characters that no reader sees and a model does: zero-width ones, fillers, tags, directions, selectors that
 * can carry bytes. Joiners stay, which Persian and emoji need.
 */
const unseen = /(?![\u200c\u200d])\p{Default_Ignorable_Code_Point}|(?![\t\n\f\r])\p{Cc}/gu

export const visibleText = (text: string): string => text.replace(unseen, '')

export const oneLine = (text: string, most: number): string =>
  visibleText(text.slice(0, most * 10))
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, most)
    .toWellFormed()
