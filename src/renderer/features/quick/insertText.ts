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

/** What is in the block that the whole text is; null where it is none. */
const insideFence = (text: string): string | null => {
  const lines = text.split('\n')
  const [first = ''] = lines
  const fence = /^(?:`{3,}|~{3,})/.exec(first)?.[0]
  if (fence === undefined || lines.length < 2 || first.slice(fence.length).includes('`')) return null
  const inner = lines.slice(1, -1).join('\n')
  // A second fence within: it is a text with blocks, and not a block.
  return lines.at(-1)?.trimEnd() === fence && !inner.includes(fence) ? inner : null
}

/** The text without what stands around all of it: quotes, or the fence of a block. */
const unwrapped = (text: string): string => {
  const fenced = insideFence(text)
  if (fenced !== null) return fenced
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
