import { searchPageSize } from '@shared/model/search'
import { client } from '../../ipc/client'

let isPrepared = false

/**
 * Searches ahead of a user who is about to type. The first search after a start takes several times as long
 * as the others: code is compiled, the index's first pages are read. Its hits are dropped; its failure will
 * be the next one's.
 */
export const prepareSearch = (): void => {
  if (isPrepared) return
  isPrepared = true
  client.call('conversations.search', { query: 'e', filters: {}, limit: searchPageSize }).catch(() => {
    isPrepared = false
  })
}
