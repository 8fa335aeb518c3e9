const begin = '\u001b'
/** A colour, a title, another command, or the beginning of one at the text's end. */
const sequence = new RegExp(
  String.raw`${begin}(?:\[[0-?]{0,40}(?:[ -/]{0,4}[@-~]|$)|\][^\u0007${begin}]{0,300}(?:\u0007|${begin}\\|$)|[@-Z\\^_]|$)`,
  'g',
)

/** A terminal's text without what colours it and moves its cursor. */
export const withoutAnsi = (text: string): string =>
  text.includes(begin) ? text.replace(sequence, '') : text

/** The length of such a sequence at the start of a text, or 0. */
export const ansiLength = (text: string): number => {
  if (!text.startsWith(begin)) return 0
  sequence.lastIndex = 0
  const match = sequence.exec(text.slice(0, 400))
  return match?.index === 0 ? match[0].length : 1
}
