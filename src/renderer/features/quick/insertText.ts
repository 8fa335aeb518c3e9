import { plainAnswer } from '@shared/markdown/plainAnswer'

/** What is put around a whole text by models that were asked for the text alone. */
const quotes: Readonly<Record<string, string>> = {
  '"': '"',
  '“': '”',
  '„': '“',
  '«': '»',
  '»': '«',
  '「': '」',
  '『': '』',
}

const wholeFence = /^(`{3,}|~{3,})[^\n`]*\n([\s\S]*?)\n?\1[ \t]*$/

/** The text without what stands around all of it: quotes, or the fence of a block. */
const unwrapped = (text: string): string => {
  const fenced = wholeFence.exec(text)
  // A second fence within: it is a text with blocks, and not a block.
  if (fenced?.[1] && !(fenced[2] ?? '').includes(fenced[1])) return fenced[2] ?? ''
  const closing = quotes[text.charAt(0)]
  const inner = text.slice(1, -1)
  const isWrapped = text.length > 2 && closing !== undefined && text.endsWith(closing)
  // The same mark within: its first and last words are quoted, and not all of it.
  return isWrapped && !inner.includes(closing) && !inner.includes(text.charAt(0)) ? inner : text
}

/**
 * The answer of a command whose result takes the place of what is selected: as it was written, as the text it
 * replaces may be in Markdown itself.
 */
export const replacementOf = (answer: string): string => unwrapped(answer.trim())

/** An ordinary answer, as words for any program. Where it is nothing but one block of code, that. */
export const insertionOf = (answer: string): string => plainAnswer(answer)

/** What the user has marked of an answer; empty where that is nothing. */
export const selectedIn = (log: Element | null): string => {
  const selection = getSelection()
  if (!selection || selection.isCollapsed || !log) return ''
  const { anchorNode, focusNode } = selection
  return log.contains(anchorNode) && log.contains(focusNode) ? selection.toString().trim() : ''
}
