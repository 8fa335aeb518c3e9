import type { Charge, CostSummary } from '@shared/model/cost'
import type { Message } from '@shared/model/message'
import type { Database, SqlValue } from './Database'
import { readNumber } from './values'

// Unknown price, as opposed to NULL: nothing was charged.
export const unknownCost = 'unknown'

export const storeCost = (cost: number | null | undefined): SqlValue =>
  cost === undefined ? null : cost === null ? unknownCost : cost

/**
 * Enters what an answer cost as it ended; once more for the same answer replaces it (it was continued).
 * Messages that are only written, such as copies in a branch, are not entered: nothing was spent on them.
 */
export const recordAnswer = (database: Database, message: Message, now: number): void => {
  const { usage, costUsd } = message
  if (message.role !== 'assistant' || message.state === 'streaming') return
  // An answer that failed before anything came is none.
  if (message.state === 'failed' && usage === undefined && costUsd === undefined) return
  database.run(
    `INSERT OR REPLACE INTO costs (source, kind, at, conversation_id, model, cost_usd,
       input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, pictures)
     VALUES (?, 'answer', ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      message.id,
      message.finishedAt ?? now,
      message.conversationId,
      message.model ?? null,
      storeCost(costUsd),
      usage?.inputTokens ?? 0,
      usage?.cachedInputTokens ?? 0,
      usage?.outputTokens ?? 0,
      usage?.reasoningTokens ?? 0,
      message.parts.filter((part) => part.type === 'picture' && part.pictureId !== null).length,
    ],
  )
}

/** The same charge again (a repeated request) is the same row. */
export const addCharge = (database: Database, charge: Charge): void => {
  const { kind, at, conversationId, model, costUsd } = charge
  const source = JSON.stringify([kind, at, conversationId, model, costUsd])
  database.run(
    'INSERT OR REPLACE INTO costs (source, kind, at, conversation_id, model, cost_usd) VALUES (?, ?, ?, ?, ?, ?)',
    [source, kind, at, conversationId, model, storeCost(costUsd)],
  )
}

export const sumConversation = (database: Database, conversationId: string): CostSummary => {
  const sum = sumWhere(database, 'conversation_id = ?', [conversationId])
  // It stands in the answers alone: those of a conversation are few enough to be read for it.
  const row = database.get(
    `SELECT sum(json_extract(m.usage, '$.cacheSavedUsd')) AS saved
     FROM costs c JOIN messages m ON m.id = c.source WHERE c.conversation_id = ? AND c.kind = 'answer'`,
    [conversationId],
  )
  return typeof row?.saved === 'number' ? { ...sum, savedUsd: row.saved } : sum
}

export const sumPeriod = (
  database: Database,
  { from, until }: { readonly from: number; readonly until: number },
): CostSummary => sumWhere(database, 'at >= ? AND at < ?', [from, until])

const sumWhere = (database: Database, condition: string, values: readonly SqlValue[]): CostSummary => {
  const row = database.get(sumQuery(condition), values)
  return {
    costUsd: readNumber(row?.cost),
    unknownCount: readNumber(row?.unknown),
    usage: {
      inputTokens: readNumber(row?.input),
      cachedInputTokens: readNumber(row?.cached),
      outputTokens: readNumber(row?.output),
      reasoningTokens: readNumber(row?.reasoning),
    },
    answers: readNumber(row?.answers),
    pictures: readNumber(row?.pictures),
    speechUsd: readNumber(row?.speech),
  }
}

const sumQuery = (condition: string): string =>
  `SELECT total(cost_usd) FILTER (WHERE cost_usd <> '${unknownCost}') AS cost,
     count(*) FILTER (WHERE cost_usd = '${unknownCost}') AS unknown,
     sum(input_tokens) AS input, sum(cached_input_tokens) AS cached,
     sum(output_tokens) AS output, sum(reasoning_tokens) AS reasoning,
     count(*) FILTER (WHERE kind = 'answer') AS answers, sum(pictures) AS pictures,
     total(cost_usd) FILTER (WHERE kind IN ('speech', 'transcription') AND cost_usd <> '${unknownCost}') AS speech
   FROM costs WHERE ${condition}`
