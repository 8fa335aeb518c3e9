import { searchPageSize } from '@shared/model/search'
import { client } from '../../ipc/client'

let isPrepared = false

/**
 * For somebody who is about to type. The first search after a start takes several times as long as the
 * others: its code is compiled, and the index's first pages are read. What this one finds is of no matter;
 * its failure will be the next one's.
 */
export const prepareSearch = (): void => {
  if (isPrepared) return
  isPrepared = true
  client.call('conversations.search', { query: 'e', filters: {}, limit: searchPageSize }).catch(() => {
    isPrepared = false
  })
}
