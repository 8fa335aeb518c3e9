export interface MediaType {
  /** In small letters, without parameters; empty where the header is missing. */
  readonly name: string
  readonly charset: string | null
}

export const mediaTypeOf = (header: string | null): MediaType => {
  const [name = '', ...parameters] = (header ?? '').slice(0, 1_000).split(';')
  const charset = parameters
    .map((parameter) => /^\s*charset\s*=\s*"?([\w.:-]+)"?\s*$/i.exec(parameter)?.[1])
    .find((found) => found !== undefined)
  return { name: name.trim().toLowerCase().slice(0, 100), charset: charset ?? null }
}

/** Texts that servers do not send as `text/…`. */
const texts: ReadonlySet<string> = new Set([
  'application/json',
  'application/ld+json',
  'application/xml',
  'application/rss+xml',
  'application/atom+xml',
  'application/x-yaml',
  'application/yaml',
  'application/javascript',
  'application/markdown',
])

/** What can be read of a page of this type; null: nothing. A page without a type is taken for HTML. */
export const readableKind = (name: string): 'html' | 'text' | 'pdf' | null => {
  if (name === '' || name === 'text/html' || name === 'application/xhtml+xml') return 'html'
  if (name === 'application/pdf' || name === 'application/x-pdf') return 'pdf'
  return name.startsWith('text/') || texts.has(name) || /\+(json|xml)$/.test(name) ? 'text' : null
}
