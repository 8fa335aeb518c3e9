import { createHash } from 'node:crypto'
import type { ParsedOf } from '@shared/ipc/define'
import type { engines } from '@shared/ipc/engines'
import { anthropicEngineId, openaiEngineId } from '@shared/model/engine'
import { findPreset, presetAt } from '@shared/model/enginePresets'
import type { EngineSettings } from '@shared/model/settings'
import { hostOf, isAnthropic, isOpenAI } from './baseUrl'
import type { EngineToCheck } from './connect'

/** What a page gives to connect an engine. */
export type ConnectInput = ParsedOf<(typeof engines)['engines.connect']>

/** What is to be checked. An address of OpenAI's or Anthropic's own is theirs, however it came. */
export const candidateFor = (input: Exclude<ConnectInput, { kind: 'builtin' }>): EngineToCheck => {
  const key = input.key || null
  if (input.kind === 'openai') return { kind: 'openai', baseUrl: null, key }
  const { baseUrl = null } = input
  if (baseUrl !== null && isOpenAI(baseUrl)) return { kind: 'openai', baseUrl: null, key }
  if (baseUrl !== null && isAnthropic(baseUrl)) return { kind: 'anthropic', baseUrl: null, key }
  if (input.kind === 'anthropic') return { kind: 'anthropic', baseUrl, key }
  const { preset } = input
  return { kind: 'compatible', baseUrl, key, ...(preset === undefined ? {} : { preset }) }
}

/** The engine that is kept once it has answered at `baseUrl`. */
export const connectedEngine = (
  { kind, preset: chosen }: EngineToCheck,
  baseUrl: string | null,
  givenName = '',
): EngineSettings => {
  if (kind === 'openai') return { id: openaiEngineId, kind, name: 'OpenAI', baseUrl, capabilities: {} }
  if (baseUrl === null) return { id: anthropicEngineId, kind, name: 'Anthropic', baseUrl, capabilities: {} }
  const there = presetAt(baseUrl)
  // What the address says need not be kept.
  const preset = there === null ? findPreset(chosen) : null
  const id = idFor(kind === 'anthropic' ? 'claude' : 'server', baseUrl)
  const name = givenName || there?.name || hostOf(baseUrl)
  return {
    id,
    kind,
    name,
    baseUrl,
    ...(preset === null ? {} : { preset: preset.id }),
    capabilities: {},
  }
}

/** As long as settings take an id. */
const longestId = 100

/** The address itself where it fits: an id that was kept before stays what it is. */
const idFor = (word: string, baseUrl: string): string => {
  const id = `${word}:${baseUrl}`
  if (id.length <= longestId) return id
  const digest = createHash('sha256').update(baseUrl).digest('hex').slice(0, 32)
  return `${id.slice(0, longestId - digest.length - 1)}:${digest}`
}
