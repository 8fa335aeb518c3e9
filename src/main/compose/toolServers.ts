import { join } from 'node:path'
import type { ServerDraft } from '@shared/model/toolServer'
import { usualWay } from '../engines/transport/Transport'
import type { ChildPort } from '../library/childPort'
import { FoundDrafts } from '../mcp/FoundDrafts'
import { findServers, type UserFolders } from '../mcp/findServers'
import { OffersFile } from '../mcp/OffersFile'
import { ServerContent } from '../mcp/ServerContent'
import { ServerQuestions } from '../mcp/ServerQuestions'
import { ServerSecretsKeeper } from '../mcp/ServerSecretsKeeper'
import { serverTools } from '../mcp/serverTools'
import { ToolServers } from '../mcp/ToolServers'
import type { Foundation } from './foundation'
import type { composePictures } from './pictures'

type Pictures = ReturnType<typeof composePictures>

export interface ToolServersSurroundings {
  readonly userData: string
  readonly spawnMcpHost: () => ChildPort
  readonly openOutside: (url: string) => Promise<void>
  readonly userFolders: UserFolders
  /** The path of a bundle that the user chose; null: none. */
  readonly chooseToolBundle: (windowId: number) => Promise<string | null>
  /** The path of a program that the user chose; null: none. */
  readonly chooseToolProgram: (windowId: number) => Promise<string | null>
}

/** Tool servers: nothing of them runs before one is needed. */
export const composeToolServers = (
  { settings, secrets, events, transport, now, newId }: Foundation,
  surroundings: ToolServersSurroundings,
  { drawing, attachFile }: Pick<Pictures, 'drawing' | 'attachFile'>,
) => {
  const { userData, spawnMcpHost, openOutside, userFolders, chooseToolBundle, chooseToolProgram } =
    surroundings
  const serverQuestions = new ServerQuestions({ events, openOutside, newId })
  const toolServers = new ToolServers({
    settings,
    secrets: new ServerSecretsKeeper(secrets),
    offers: new OffersFile(join(userData, 'tool-servers.json')),
    events,
    spawn: spawnMcpHost,
    openOutside,
    proxyTo: async (address) => {
      const route = await transport.routeTo(new URL(address), usualWay)
      return route.type === 'proxy' ? route.address : null
    },
    questions: serverQuestions,
    now,
    newId,
  })
  return {
    toolServers,
    serverQuestions,
    serverContent: new ServerContent(toolServers),
    toolsOfServers: () =>
      serverTools(toolServers, { ...drawing, questions: serverQuestions, attach: attachFile }),
    foundToolServers: new FoundDrafts(() => findServers(userFolders)),
    chooseToolProgram,
    openToolBundle: async (windowId: number): Promise<ServerDraft | null> => {
      const path = await chooseToolBundle(windowId)
      if (path === null) return null
      // Rarely wanted: loaded when it is.
      const { sweepBundles, unpackBundle } = await import('../mcp/bundle')
      const folder = join(userData, 'tool-servers')
      const servers = settings.get().toolServers
      await sweepBundles(
        folder,
        servers.map(({ address }) => (address.type === 'stdio' ? address.cwd : null)),
      )
      return unpackBundle(path, folder)
    },
  }
}
