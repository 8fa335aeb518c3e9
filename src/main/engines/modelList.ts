import { AppError } from '@shared/ipc/errors'
import type { ListedModel } from './engine'
import { type Fields, isRecord } from './wire/values'

/** The limit of a list, more than any server has: one that never ends is not shown to its end. */
const mostModels = 5_000
/** The longest id: as long as a setting may be. */
const longestId = 200

/** A server's list of models. Ids are all that every server gives. */
export const parseModelList = (body: Fields): readonly ListedModel[] => {
  const list = Array.isArray(body.data) ? body.data : Array.isArray(body.models) ? body.models : null
  if (list === null) throw new AppError('engine/malformed', 'The answer is not a list of models')
  const models: ListedModel[] = []
  for (const entry of list) {
    if (models.length >= mostModels) break
    if (!isRecord(entry)) continue
    const id = entry.id ?? entry.name
    if (typeof id !== 'string' || id === '' || id.length > longestId) continue
    models.push({ id, shutdownDate: dateOf(entry.shutdown_date) })
  }
  return models
}

const dateOf = (value: unknown): string | null =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) ? value.slice(0, 10) : null
