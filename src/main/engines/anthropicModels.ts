import { AppError } from '@shared/ipc/errors'
import { type AnthropicCall, readAnthropicJson } from './anthropicCall'
import type { ListedModel } from './engine'
import { parseModelList } from './modelList'
import { countIn, type Fields, isRecord } from './wire/values'

/** A model with what the list says of it; null or undefined: nothing. */
export interface AnthropicModel extends ListedModel {
  readonly mostOutput: number | null
  readonly seesPictures: boolean | undefined
  readonly readsDocuments: boolean | undefined
}

/** As many as Anthropic gives at once. */
const modelsPerPage = 1_000
/** More pages than any list has: one that never ends is not read to its end. */
const mostPages = 10

/** The whole list, page by page. */
export const listAnthropicModels = async (call: AnthropicCall): Promise<readonly AnthropicModel[]> => {
  const models = new Map<string, AnthropicModel>()
  let after: string | null = null
  for (let page = 0; page < mostPages; page += 1) {
    const query = { limit: modelsPerPage, ...(after === null ? {} : { after_id: after }) }
    const response = await call.client
      .get<unknown>('/v1/models', { query, signal: call.watchdog.signal })
      .asResponse()
    const body = await readAnthropicJson(call, response)
    for (const model of parsePage(body)) models.set(model.id, model)
    const next = body.has_more === true && typeof body.last_id === 'string' ? body.last_id : null
    if (next === null || next === after) break
    after = next
  }
  return [...models.values()]
}

const parsePage = (body: Fields): readonly AnthropicModel[] => {
  if (!Array.isArray(body.data)) throw new AppError('engine/malformed', 'The answer is not a list of models')
  const byId = new Map(body.data.filter(isRecord).map((entry) => [entry.id, entry]))
  return parseModelList(body).map(({ id, shutdownDate }) => {
    const entry = byId.get(id) ?? {}
    const capabilities = isRecord(entry.capabilities) ? entry.capabilities : {}
    const mostOutput = Math.floor(countIn(entry.max_tokens))
    return {
      id,
      shutdownDate: dayOf(entry.retires_at) ?? shutdownDate,
      mostOutput: mostOutput > 0 ? mostOutput : null,
      seesPictures: isSupported(capabilities.image_input),
      readsDocuments: isSupported(capabilities.pdf_input),
    }
  })
}

const isSupported = (value: unknown): boolean | undefined =>
  isRecord(value) && typeof value.supported === 'boolean' ? value.supported : undefined

const dayOf = (value: unknown): string | null =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) ? value.slice(0, 10) : null
