import { presetAt } from '@shared/model/enginePresets'

export const openaiBaseUrl = 'https://api.openai.com/v1'
/** Without the version: the SDK's paths begin with it. */
export const anthropicBaseUrl = 'https://api.anthropic.com'

/** True for OpenAI itself, whose newer API we use, rather than a server like it. */
export const isOpenAI = (baseUrl: string): boolean => isAt(baseUrl, 'api.openai.com')

export const isAnthropic = (baseUrl: string): boolean => isAt(baseUrl, 'api.anthropic.com')

const isAt = (baseUrl: string, host: string): boolean => {
  try {
    // Over plain http it may be a machine in between.
    const { protocol, hostname } = new URL(baseUrl)
    return protocol === 'https:' && hostname === host
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
    .replace(/(?<!\/)\/+$/, '')
    .replace(/\/(chat\/completions|completions|responses|models|embeddings)$/, '')
  const base = url.origin + path
  // A gateway before Azure keeps its paths.
  const isDeployment = path.includes('/deployments/') && url.searchParams.has('api-version')
  if (isDeployment || presetAt(base)?.id === 'azure') return azureCandidates(url, path)
  if (/\/v\d[a-z0-9]*$/i.test(path)) return [base]
  return path === '' ? [`${base}/v1`, base] : [base, `${base}/v1`]
}

/** A deployment of Azure's is asked at its own path and under a version; everything else at `/openai/v1`. */
const azureCandidates = ({ origin, searchParams }: URL, path: string): readonly string[] => {
  if (!path.includes('/deployments/')) return [`${origin}/openai/v1`]
  const version = searchParams.get('api-version') ?? azureVersion
  return [`${origin}${path}?api-version=${encodeURIComponent(version)}`]
}

/** The one that is generally available, for an address that names none. */
const azureVersion = '2024-10-21'

/**
 * The address before `/v1`, which may be typed with it or as a whole endpoint. Null when it is none.
 */
export const anthropicAddress = (typed: string): string | null => {
  const url = parse(typed.trim())
  return (
    url && url.origin + url.pathname.replace(/(?<!\/)\/+$/, '').replace(/(\/v1)?(\/(messages|models))?$/, '')
  )
}

/** The address as it is given, without credentials; null when it is none. */
export const baseUrlAsGiven = (typed: string): string | null => {
  const url = parse(typed.trim())
  return url && url.origin + url.pathname.replace(/(?<!\/)\/+$/, '')
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
