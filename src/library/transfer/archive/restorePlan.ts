import type { Database } from '../../Database'
import { removeDeletedStep } from '../../deletion'
import { takeKeys } from '../import/takeKeys'

/**
 * Which row numbers restored conversations and messages get. They are the order in which things are told and
 * found.
 */
export interface RestorePlan {
  /** True for an empty library: every row gets the number that it had. */
  readonly keepsKeys: boolean
  /**
   * The block for the next ones otherwise: below everything that is here, in their own order. Null: at the
   * end.
   */
  readonly conversations: KeyBlock | null
  readonly messages: KeyBlock | null
}

interface KeyBlock {
  readonly from: number
  readonly until: number
}

/** Null while deletions are still being carried out: to be asked again, a step of theirs is done by then. */
export const planRestore = (
  database: Database,
  counts: { readonly conversations: number; readonly messages: number },
): RestorePlan | null => {
  // Row numbers of what is being taken out are not free yet.
  if (!removeDeletedStep(database).isDone) return null
  const isEmpty = ['conversations', 'messages', 'removed_messages'].every(
    (table) => database.get(`SELECT 1 AS found FROM ${table} LIMIT 1`) === null,
  )
  if (isEmpty) return { keepsKeys: true, conversations: null, messages: null }
  const block = (table: 'conversations' | 'messages', count: number): KeyBlock | null => {
    const from = count === 0 ? null : takeKeys(database, table, count)
    return from === null ? null : { from, until: from + count }
  }
  return {
    keepsKeys: false,
    conversations: block('conversations', counts.conversations),
    messages: block('messages', counts.messages),
  }
}

interface ArchivedRow {
  readonly table: 'conversations' | 'messages'
  /** The row's number in the archive. */
  readonly pk: number
  /** How many rows of this table came before it. */
  readonly index: number
}

/** The row number that a restored row gets; null leaves it to the database. */
export const placeOf = (
  database: Database,
  plan: RestorePlan,
  { table, pk, index }: ArchivedRow,
): number | null => {
  if (plan.keepsKeys) return isFree(database, table, pk) ? pk : null
  const block = plan[table]
  const place = block && block.from + index
  return block && place !== null && place < block.until && isFree(database, table, place) ? place : null
}

/** Whether a conversation came with this restore, so that its messages keep their order among themselves. */
export const isOfThisRestore = ({ keepsKeys, conversations }: RestorePlan, key: number): boolean =>
  keepsKeys || (conversations !== null && key >= conversations.from && key < conversations.until)

/**
 * How far a row's number may lie from the middle of the range, where they begin (migration 1). The search
 * index has tables for each stretch of numbers: far-flung ones of a crafted archive would be thousands.
 */
const firstKey = 2 ** 30
const mostKeysAway = 2 ** 24

/** Whether no row has this number, so that a restored one may keep it. */
export const isFree = (
  database: Database,
  table: 'conversations' | 'messages' | 'pictures',
  pk: number,
): boolean => {
  if (Math.abs(pk - firstKey) > mostKeysAway) return false
  const isTaken = (name: string) => database.get(`SELECT 1 AS found FROM ${name} WHERE pk = ?`, [pk]) !== null
  // One that was deleted just now: its messages are still found by this number.
  return !isTaken(table) && !(table === 'conversations' && isTaken('deleted_conversations'))
}
