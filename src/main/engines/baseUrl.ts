export const openaiBaseUrl = 'https://api.openai.com/v1'

/** True for OpenAI itself, whose newer API we use, rather than a server like it. */
export const isOpenAI = (baseUrl: string): boolean => {
  try {
    // Over plain http it may be a machine in between.
    const { protocol, hostname } = new URL(baseUrl)
    return protocol === 'https:' && hostname === 'api.openai.com'
  } catch {
    return false
  }
}

/**
 * The addresses that may be meant by what a user typed (`localhost:1234`, a pasted endpoint, without `/v1`),
 * the likeliest first. Empty when it is no address at all. Credentials in it are dropped: they would end up
 * in settings.
 */
export const baseUrlCandidates = (typed: string): readonly string[] => {
  const url = parse(typed.trim())
  if (!url) return []
  const path = url.pathname
    .replace(/\/+$/, '')
    .replace(/\/(chat\/completions|completions|responses|models|embeddings)$/, '')
  const base = url.origin + path
  if (/\/v\d+[a-z0-9]*$/i.test(path)) return [base]
  return path === '' ? [`${base}/v1`, base] : [base, `${base}/v1`]
}

/** The address as it is given, without credentials; null when it is none. */
export const baseUrlAsGiven = (typed: string): string | null => {
  const url = parse(typed.trim())
  return url && url.origin + url.pathname.replace(/\/+$/, '')
}

/** The host for a name that is shown. */
export const hostOf = (baseUrl: string | null): string =>
  baseUrl === null ? 'Server' : new URL(baseUrl).host

const parse = (typed: string): URL | null => {
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `${schemeFor(typed)}://${typed}`)
    return url.protocol === 'http:' || url.protocol === 'https:' ? url : null
  } catch {
    return null
  }
}

/** Servers at home have no certificate; those with a name on the internet do. */
const schemeFor = (typed: string): string => {
  const host = typed.split(/[/?#]/, 1)[0] ?? ''
  return /^(localhost|\[|[\d.]+(:|$))|:\d+$|\.local(:|$)/i.test(host) || !host.includes('.')
    ? 'http'
    : 'https'
}
