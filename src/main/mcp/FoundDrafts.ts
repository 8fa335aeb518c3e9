import { randomUUID } from 'node:crypto'
import { AppError } from '@shared/ipc/errors'
import type { FoundServer, FoundServers } from '@shared/ipc/toolServers'
import type { ServerDraft, ServerSecrets } from '@shared/model/toolServer'
import { withSteering } from '@shared/toolServers/steering'
import type { ProgramServers } from './findServers'

/** Keeps what was found of other programs, so that their keys come to no page: it gets tickets. */
export class FoundDrafts {
  private drafts: ReadonlyMap<string, ServerDraft> = new Map()

  constructor(private readonly look: () => Promise<readonly ProgramServers[]>) {}

  /** Looks anew; the tickets of before hold no more. */
  async find(): Promise<readonly FoundServers[]> {
    const drafts = new Map<string, ServerDraft>()
    const keep = (found: ServerDraft): FoundServer => {
      const draft = withSteering(found)
      const ticket = randomUUID()
      drafts.set(ticket, draft)
      return { ticket, name: draft.name, address: draft.address, lacking: lackingOf(draft.secrets) }
    }
    const found = (await this.look()).map(({ program, servers }) => ({ program, servers: servers.map(keep) }))
    this.drafts = drafts
    return found
  }

  /** The server with the values that it lacked; all others stay. `toolServer/not-found` */
  draft(ticket: string, given: ServerSecrets): ServerDraft {
    const draft = this.drafts.get(ticket)
    if (!draft) throw new AppError('toolServer/not-found', 'What was found is not kept any more')
    const filled = lackingOf(draft.secrets).map((name) => [name, given[name] ?? ''])
    return { ...draft, secrets: { ...draft.secrets, ...Object.fromEntries(filled) } }
  }
}

const lackingOf = (secrets: ServerSecrets): readonly string[] =>
  Object.entries(secrets).flatMap(([name, value]) => (value === '' ? [name] : []))
