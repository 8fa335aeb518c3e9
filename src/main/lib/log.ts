import { AppError } from '@shared/ipc/errors'

/** The target of log lines; the shell points it at the log file. Nothing is logged before that. */
export interface LogSink {
  write(level: 'info' | 'warning' | 'error', line: string): void
}

let sink: LogSink = { write: () => {} }
export const setLogSink = (next: LogSink): void => {
  sink = next
}

// Shapes of secrets, wherever a message has them from: OpenAI-like keys, bearer headers, keys in addresses,
// credentials in URLs.
const secretShapes: readonly (readonly [RegExp, string])[] = [
  [/\b(sk|rk|pk|sess|gsk|xai|key)-[A-Za-z0-9_-]{6,}/gi, '$1-…'],
  // Groq, Hugging Face, Stripe-like, and Google, which have other hyphens.
  [/\b(sk|rk|pk|gsk|hf|ghp)_[A-Za-z0-9_-]{12,}/gi, '$1_…'],
  [/\bAIza[A-Za-z0-9_-]{20,}/g, 'AIza…'],
  [/\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}/gi, '$1 …'],
  [/([?&](?:api[-_]?key|key|token|access_token)=)[^&\s"']+/gi, '$1…'],
  [/(["']?(?:api[-_]?key|authorization|x-api-key)["']?\s*[:=]\s*["']?)[^\s"',}]+/gi, '$1…'],
  [/(https?:\/\/)[^\s/@:]+:[^\s/@]+@/gi, '$1…@'],
]

/** Known secrets, whatever their shape: a key that the user gave is hidden from then on. */
const knownSecrets = new Set<string>()
export const rememberSecret = (secret: string): void => {
  if (secret.length >= 6) knownSecrets.add(secret)
}

/** The only place where secrets are taken out of text that leaves for a log or an error. */
export const redact = (text: string): string => {
  let result = text
  for (const secret of knownSecrets) result = result.replaceAll(secret, '…')
  for (const [shape, replacement] of secretShapes) result = result.replace(shape, replacement)
  return result
}

/**
 * One error as one redacted text, with its causes. Messages of expected failures are ours; stacks only for
 * bugs.
 */
export const describeError = (error: unknown): string => {
  if (error instanceof AppError) {
    const cause = error.cause === undefined ? '' : ` <- ${describeError(error.cause)}`
    return redact(`${error.code}: ${error.message}${cause}`)
  }
  if (error instanceof Error) {
    const cause = error.cause === undefined ? '' : ` <- ${describeError(error.cause)}`
    return redact(`${error.stack ?? `${error.name}: ${error.message}`}${cause}`)
  }
  return redact(String(error))
}

export const log = {
  info: (line: string): void => sink.write('info', redact(line)),
  warning: (line: string, error?: unknown): void =>
    sink.write('warning', error === undefined ? redact(line) : `${redact(line)}: ${describeError(error)}`),
  error: (line: string, error?: unknown): void =>
    sink.write('error', error === undefined ? redact(line) : `${redact(line)}: ${describeError(error)}`),
}
