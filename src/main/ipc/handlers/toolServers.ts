import type { toolServers as contract } from '@shared/ipc/toolServers'
import type { ServerDraft } from '@shared/model/toolServer'
import type { FoundDrafts } from '../../mcp/FoundDrafts'
import type { ServerQuestions } from '../../mcp/ServerQuestions'
import type { ToolServers } from '../../mcp/ToolServers'
import type { Handlers } from '../contexts'

interface Needs {
  readonly toolServers: ToolServers
  readonly serverQuestions: ServerQuestions
  readonly foundToolServers: FoundDrafts
  /** The path of a program that the user chose; null: none. */
  readonly chooseToolProgram: (windowId: number) => Promise<string | null>
  readonly openToolBundle: (windowId: number) => Promise<ServerDraft | null>
}

export const toolServersHandlers = ({
  toolServers,
  serverQuestions,
  foundToolServers,
  chooseToolProgram,
  openToolBundle,
}: Needs): Handlers<typeof contract> => ({
  'toolServers.list': () => toolServers.list(),
  'toolServers.add': async ({ servers }) => {
    const drafts = servers.map((server) =>
      'ticket' in server ? foundToolServers.draft(server.ticket, server.secrets) : server,
    )
    const ids: string[] = []
    for (const draft of drafts) ids.push(await toolServers.add(draft))
    return ids
  },
  'toolServers.setOn': ({ id, isOn, fingerprint }) => toolServers.setOn(id, isOn, fingerprint),
  'toolServers.tryAgain': ({ id }) => toolServers.tryNow(id),
  'toolServers.change': ({ id, ...draft }) => toolServers.change(id, draft),
  'toolServers.chooseProgram': async ({ id }, { windowId }) => {
    const file = await chooseToolProgram(windowId)
    if (file !== null) await toolServers.startFile(id, file)
    return file !== null
  },
  'toolServers.remove': ({ id }) => toolServers.remove(id),
  'toolServers.finishSignIn': ({ id, address }) => toolServers.finishSignIn(id, address),
  'toolServers.answer': ({ questionId, answer }) => serverQuestions.answer(questionId, answer),
  'toolServers.find': () => foundToolServers.find(),
  'toolServers.openBundle': (_input, { windowId }) => openToolBundle(windowId),
})
