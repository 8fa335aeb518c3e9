import type { AsyncLibrary } from '@shared/ipc/library'
import { log } from '../lib/log'
import type { Notices } from '../settings/Notices'
import type { Intents } from './Intents'
import { parseParleyLink } from './parleyLink'

interface LinkDeps {
  readonly library: Pick<AsyncLibrary, 'getConversation'>
  readonly intents: Intents
  readonly notices: Notices
}

/**
 * Does what a `parley://` link asks for, or says why not. It never sends: words are put where they can
 * be read.
 */
export const followLink = async (text: string, { library, intents, notices }: LinkDeps): Promise<void> => {
  const refuse = (reason: string): void => {
    // The link itself is not logged: it may hold a question.
    log.info(`A link was refused: ${reason}`)
    notices.show({ kind: 'link-refused', severity: 'info', data: { reason } })
  }
  const parsed = parseParleyLink(text)
  if ('refused' in parsed) return refuse(parsed.refused)
  const { link } = parsed
  notices.dismiss('link-refused')
  if (link.type === 'ask') {
    intents.give('main', { type: 'fill', text: link.text, attachments: [], isFresh: true })
    return
  }
  const { conversationId } = link
  const conversation = await library.getConversation({ id: conversationId })
  if (!conversation) return refuse('not-found')
  intents.give('main', { type: 'open', conversationId })
}
