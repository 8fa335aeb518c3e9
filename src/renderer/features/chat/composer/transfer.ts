import { htmlToMarkdown } from '@shared/markdown/htmlToMarkdown'

/** What of a clipboard matters here; a page's DataTransfer fits. */
interface Clipboard {
  readonly files: Iterable<File>
  getData(type: string): string
}

export interface Pasted {
  /** None where a program put a picture of its text beside the text itself. */
  readonly files: readonly File[]
  readonly text: string
  /** The text is another than the field would put in by itself. */
  readonly isRewritten: boolean
}

/** Rows and cells are tabs in plain text; a table that only lays out a page has none. */
const hasTable = (html: string, plain: string): boolean => /<table[\s>]/i.test(html) && plain.includes('\t')
/** A list of a page; lines of code may stand in one, and stay what they are. */
const hasList = (html: string): boolean => /<li[\s>]/i.test(html) && !/<pre[\s>]/i.test(html)

/** Where a file manager puts files on the clipboard, the text beside them is where they lie. */
const namesOnly = (plain: string, files: readonly File[]): boolean => {
  const lines = plain.split('\n').filter((line) => line.trim() !== '')
  return lines.length > 0 && lines.every((line) => files.some(({ name }) => line.trim().endsWith(name)))
}

/** What a paste brings: files, text or both, with tables and lists as Markdown. */
export const pasteOf = (clipboard: Clipboard, mostHtml = 2_000_000): Pasted => {
  const html = clipboard.getData('text/html')
  const plain = clipboard.getData('text/plain')
  const files = html !== '' && plain !== '' ? [] : [...clipboard.files]
  if (namesOnly(plain, files)) return { files, text: '', isRewritten: false }
  if (html.length > mostHtml || !(hasTable(html, plain) || hasList(html)))
    return { files, text: plain, isRewritten: false }
  return { files, text: htmlToMarkdown(html), isRewritten: true }
}
