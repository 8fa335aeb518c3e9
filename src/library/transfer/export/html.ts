const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Any text as HTML that means nothing but itself, in an element or an attribute. */
export const escapeHtml = (text: string): string =>
  // What cannot be in a file of UTF-8, or in HTML at all.
  text
    .toWellFormed()
    .replace(/(?![\t\n\r])\p{Cc}/gu, '\uFFFD')
    .replace(/[&<>"']/g, (character) => escapes[character] ?? character)

const reference = /&amp;(#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});/gi

/** Text of Markdown, in which `&amp;` and the like stand for characters. */
export const escapeMarkdownText = (text: string): string => escapeHtml(text).replace(reference, '&$1;')

/** The address that a link may lead to, or null: everything else is shown, not linked. */
export const linkAddress = (href: string): string | null => {
  try {
    const url = new URL(href)
    // Credentials serve only to disguise the host.
    if (url.username !== '' || url.password !== '') return null
    return ['https:', 'http:', 'mailto:'].includes(url.protocol) ? url.href : null
  } catch {
    return null
  }
}
