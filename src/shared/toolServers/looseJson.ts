/** JSON as people write it in settings: with comments and with commas before a closing bracket. */
export const parseLooseJson = (text: string): unknown => JSON.parse(withoutCommas(withoutComments(text)))

/** A string of JSON, or what is looked for outside of strings. */
const outsideStrings = (pattern: string): RegExp => new RegExp(`"(?:[^"\\\\]|\\\\.)*"|${pattern}`, 'gs')

const withoutComments = (text: string): string =>
  text.replace(outsideStrings('//[^\\n]*|/\\*.*?\\*/'), (found) => (found.startsWith('"') ? found : ' '))

const withoutCommas = (text: string): string =>
  text.replace(outsideStrings(',(?=\\s*[}\\]])'), (found) => (found.startsWith('"') ? found : ''))
