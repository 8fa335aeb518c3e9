/** What a code block can be shown as. */
export const previewKinds = ['html', 'svg', 'mermaid', 'markdown'] as const
export type PreviewKind = (typeof previewKinds)[number]

/** A longer block is a file to open elsewhere. Characters. */
export const longestPreview = 5_000_000

const kindsByLanguage: ReadonlyMap<string, PreviewKind> = new Map([
  ['html', 'html'],
  ['htm', 'html'],
  ['xhtml', 'html'],
  ['svg', 'svg'],
  ['mermaid', 'mermaid'],
  ['markdown', 'markdown'],
  ['md', 'markdown'],
])

/** Languages under which models also write a picture or a page. */
const looseLanguages: ReadonlySet<string> = new Set(['', 'xml', 'code', 'text'])

/** What the block can be shown as, by its language, or by how it begins where that says little; else null. */
export const previewKindOf = (language: string, text: string): PreviewKind | null => {
  if (text.trim() === '' || text.length > longestPreview) return null
  const kind = kindsByLanguage.get(language)
  const start = text.slice(0, 2_000).toLowerCase()
  // A picture is often called a page.
  if (kind === 'html' && /^\s*<svg[\s>]/.test(start)) return 'svg'
  if (kind) return kind
  if (!looseLanguages.has(language)) return null
  if (/^\s*(?:<\?xml[^>]*>\s*)?<svg[\s>]/.test(start)) return 'svg'
  return /^\s*<(?:!doctype html|html)[\s>]/.test(start) ? 'html' : null
}

/** What the page, the picture or the text calls itself; null where it does not. */
export const previewTitleOf = (kind: PreviewKind, text: string): string | null => {
  const found =
    kind === 'markdown'
      ? /^#{1,3}[ \t]+(\S.*)$/m.exec(text)
      : kind === 'mermaid'
        ? /^title:?[ \t]+(\S.*)$/m.exec(text)
        : /<title[^>]{0,200}>([^<]{1,300})<\/title/i.exec(text)
  const title = found?.[1]?.replace(/\s+/g, ' ').trim()
  return title ? title : null
}

/** So much of a page is looked through: what it needs is named at its beginning, or in its few scripts. */
const mostLookedThrough = 200_000
const tags = /<(?:script|img|iframe|video|audio|source|embed|link)\s[^<>]{0,400}>/gi
const outside = /\s(?:src|srcset|href)\s*=\s*["']?(?:https?:)?\/\//i
const asked = /(?:@import|\burl\(|\bfetch\(|\bfrom|\bimport)[ (]{0,2}["'`]?https?:\/\//i

/** Whether a page names files of the internet for itself: links that lead there are not meant. */
export const asksInternet = (html: string): boolean => {
  const start = html.slice(0, mostLookedThrough)
  return asked.test(start) || (start.match(tags) ?? []).some((tag) => outside.test(tag))
}
