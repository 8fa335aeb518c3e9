import type { FrontWindow } from './textInsertion'

/**
 * Words as a user would have typed them: no control characters, which a terminal would obey, and no line
 * break at the end, which would send or run what was meant to be read first.
 */
export const insertable = (text: string, target: Pick<FrontWindow, 'isTerminal'> | null): string => {
  const words = text
    .replace(/\r\n?/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
  return (target?.isTerminal ? seen(words) : words).replace(/(?<!\n)\n+$/, '')
}

/**
 * A command as it is seen: nothing that turns its order around or stands in it unseen. What joins the letters
 * of some scripts and the parts of a picture stays behind those.
 */
const seen = (text: string): string =>
  text
    .replace(/[\u2028\u2029]/g, '\n')
    .replace(/(?!\u200c|\u200d|\ufe0e|\ufe0f)[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu, '')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is meant
    .replace(/(?<=^|[\u0000-\u007f])(?:\u200c|\u200d|\ufe0e|\ufe0f)+/gu, '')
