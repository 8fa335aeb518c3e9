import type { serverContent as contract } from '@shared/ipc/serverContent'
import type { IntentWindow } from '@shared/model/intent'
import type { Attach } from '../../mcp/contentDraft'
import type { ServerContent } from '../../mcp/ServerContent'
import type { Handlers } from '../contexts'
import { windowOf } from '../windowOf'
import type { QuickVerbs } from './quick'

interface Needs {
  readonly serverContent: ServerContent
  readonly quick: Pick<QuickVerbs, 'isWindow'>
  /** Attaches for the conversation that the window is in. */
  readonly attachesFor: (window: IntentWindow) => Attach
}

export const serverContentHandlers = ({
  serverContent,
  quick,
  attachesFor,
}: Needs): Handlers<typeof contract> => ({
  'serverContent.prompts': () => serverContent.prompts(),
  'serverContent.resources': () => serverContent.resources(),
  'serverContent.takePrompt': ({ serverId, name, arguments: given }, { windowId }) =>
    serverContent.takePrompt(serverId, name, given, attachesFor(windowOf(quick, windowId))),
  'serverContent.complete': ({ serverId, completed, argument, value, others }) =>
    serverContent.complete(serverId, completed, { name: argument, value, others }),
  'serverContent.attachResource': ({ serverId, uri }, { windowId }) =>
    serverContent.attachResource(serverId, uri, attachesFor(windowOf(quick, windowId))),
})
