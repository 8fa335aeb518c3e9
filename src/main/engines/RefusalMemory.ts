import { createHash } from 'node:crypto'
import { isOtherVersion, type Refusal, type ServerVersion, withRefusals } from '@shared/model/refusal'

/** What one server was found not to take. */
export interface RefusalMemory {
  list(): readonly Refusal[]
  add(refusals: readonly Refusal[]): void
  /** A version that differs from the last one forgets everything. */
  see(version: ServerVersion): void
}

/** For an engine that is not kept. */
export const memoryOfRun = (): RefusalMemory => {
  let refusals: readonly Refusal[] = []
  let version: ServerVersion = {}
  return {
    list: () => refusals,
    add: (added) => {
      refusals = withRefusals(refusals, added)
    },
    see: (now) => {
      if (isOtherVersion(version, now)) refusals = []
      version = { ...version, ...now }
    },
  }
}

const longestName = 200

/** The version in an answer's headers. */
export const versionIn = (headers: Headers): ServerVersion => {
  const server = headers.get('x-litellm-version') ?? headers.get('server')
  return server ? { server: server.slice(0, longestName) } : {}
}

/**
 * The build that an answer names. `fp_…` is the state of one machine of many, which differs from answer to
 * answer: it says nothing of what a server takes.
 */
export const versionOfBuild = (fingerprint: string): ServerVersion =>
  fingerprint === '' || fingerprint.startsWith('fp_') ? {} : { build: fingerprint.slice(0, longestName) }

/** Which models there are, in whatever order. An empty list says nothing. */
export const versionOfList = (models: readonly { readonly id: string }[]): ServerVersion => {
  if (models.length === 0) return {}
  const names = [...new Set(models.map(({ id }) => id))].sort().join('\n')
  return { models: createHash('sha256').update(names).digest('hex').slice(0, 32) }
}
