import type { serverContent as contract } from '@shared/ipc/serverContent'
import type { ServerContent } from '../../mcp/ServerContent'
import type { Handlers } from '../contexts'

interface Needs {
  readonly serverContent: ServerContent
}

export const serverContentHandlers = ({ serverContent }: Needs): Handlers<typeof contract> => ({
  'serverContent.prompts': () => serverContent.prompts(),
  'serverContent.resources': () => serverContent.resources(),
  'serverContent.takePrompt': ({ serverId, name, arguments: given }) =>
    serverContent.takePrompt(serverId, name, given),
  'serverContent.complete': ({ serverId, completed, argument, value, others }) =>
    serverContent.complete(serverId, completed, { name: argument, value, others }),
  'serverContent.attachResource': ({ serverId, uri }) => serverContent.attachResource(serverId, uri),
})
