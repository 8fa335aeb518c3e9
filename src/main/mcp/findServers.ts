import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ServerDraft } from '@shared/model/toolServer'
import { parseLooseJson } from '@shared/toolServers/looseJson'
import { serversInJson } from '@shared/toolServers/readServers'

/** The places of this computer that programs keep their files in. */
export interface UserFolders {
  readonly home: string
  /** `~/.config`, `~/Library/Application Support` or `%APPDATA%`. */
  readonly appData: string
}

/** The servers of one program, with their values. */
export interface ProgramServers {
  /** E.g. `Cursor`. */
  readonly program: string
  readonly servers: readonly ServerDraft[]
}

/** Claude Code keeps more than its servers in its file; one that is larger than this is none of these. */
const mostBytes = 20 * 1024 * 1024

const filesOf = ({ home, appData }: UserFolders): readonly (readonly [string, string])[] => [
  ['Claude Desktop', join(appData, 'Claude/claude_desktop_config.json')],
  ['Claude Code', join(home, '.claude.json')],
  ['Cursor', join(home, '.cursor/mcp.json')],
  ['VS Code', join(appData, 'Code/User/mcp.json')],
  ['LM Studio', join(home, '.lmstudio/mcp.json')],
]

/** The servers that other programs are set up with. A file that is not there or cannot be read has none. */
export const findServers = async (folders: UserFolders): Promise<readonly ProgramServers[]> => {
  const found = await Promise.all(
    filesOf(folders).map(async ([program, path]) => ({ program, servers: await serversIn(path) })),
  )
  return found.filter(({ servers }) => servers.length > 0)
}

const serversIn = async (path: string): Promise<ProgramServers['servers']> => {
  try {
    if ((await stat(path)).size > mostBytes) return []
    const json = parseLooseJson(await readFile(path, 'utf8'))
    // Files of whole programs hold more than servers: only what is named so counts.
    const isNamed = typeof json === 'object' && json !== null && ('mcpServers' in json || 'servers' in json)
    return isNamed ? serversInJson(json) : []
  } catch {
    return []
  }
}
