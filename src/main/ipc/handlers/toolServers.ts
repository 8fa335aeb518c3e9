import type { toolServers as contract, FoundServers } from '@shared/ipc/toolServers'
import type { ServerDraft } from '@shared/model/toolServer'
import type { ToolServers } from '../../mcp/ToolServers'
import type { Handlers } from '../contexts'

interface Needs {
  readonly toolServers: ToolServers
  readonly findToolServers: () => Promise<readonly FoundServers[]>
  readonly openToolBundle: (windowId: number) => Promise<ServerDraft | null>
}

export const toolServersHandlers = ({
  toolServers,
  findToolServers,
  openToolBundle,
}: Needs): Handlers<typeof contract> => ({
  'toolServers.list': () => toolServers.list(),
  'toolServers.add': async ({ servers }) => {
    const ids: string[] = []
    for (const server of servers) ids.push(await toolServers.add(server))
    return ids
  },
  'toolServers.setOn': ({ id, isOn, fingerprint }) => toolServers.setOn(id, isOn, fingerprint),
  'toolServers.tryAgain': ({ id }) => toolServers.tryNow(id),
  'toolServers.setSecrets': ({ id, secrets }) => toolServers.setSecrets(id, secrets),
  'toolServers.remove': ({ id }) => toolServers.remove(id),
  'toolServers.finishSignIn': ({ id, address }) => toolServers.finishSignIn(id, address),
  'toolServers.find': () => findToolServers(),
  'toolServers.openBundle': (_input, { windowId }) => openToolBundle(windowId),
})
