import { AppError } from '@shared/ipc/errors'
import type { OfferedPrompts, OfferedResources } from '@shared/ipc/serverContent'
import { type Attachment, attachmentLimits } from '@shared/model/attachment'
import type { Draft } from '@shared/model/conversation'
import type { Completed } from '@shared/model/toolServer'
import { type Attach, draftOf, fileOfResource } from './contentDraft'
import type { ToolServers } from './ToolServers'

/** Ends with the process: the user who waits no longer just does not look at what comes. */
const noSignal = () => new AbortController().signal

/** What servers offer the user to ask with: prompts and resources. Nothing is started by listing them. */
export class ServerContent {
  constructor(private readonly servers: Pick<ToolServers, 'offers' | 'ask'>) {}

  prompts(): readonly OfferedPrompts[] {
    return this.servers
      .offers()
      .filter(({ offer }) => offer.prompts.length > 0)
      .map(({ server, offer }) => ({
        serverId: server.id,
        serverName: server.name,
        prefix: server.prefix,
        completes: offer.completes,
        prompts: offer.prompts,
      }))
  }

  resources(): readonly OfferedResources[] {
    return this.servers
      .offers()
      .filter(({ offer }) => offer.resources.length + offer.templates.length > 0)
      .map(({ server, offer }) => ({
        serverId: server.id,
        serverName: server.name,
        completes: offer.completes,
        resources: offer.resources,
        templates: offer.templates,
      }))
  }

  /** A prompt as a question that is not sent. The server is started where it is not running. */
  async takePrompt(
    serverId: string,
    name: string,
    given: Readonly<Record<string, string>>,
    attach: Attach,
  ): Promise<Draft> {
    const input = { serverId, name, arguments: given }
    return draftOf(name, await this.servers.ask('getPrompt', input, noSignal()), attach)
  }

  complete(
    serverId: string,
    completed: Completed,
    blank: {
      readonly name: string
      readonly value: string
      readonly others: Readonly<Record<string, string>>
    },
  ): Promise<readonly string[]> {
    const { name: argument, value, others } = blank
    return this.servers.ask('complete', { serverId, completed, argument, value, others }, noSignal())
  }

  /** Reads a resource and keeps it as attachments; failures as of `files.attach`. */
  async attachResource(serverId: string, uri: string, attach: Attach): Promise<readonly Attachment[]> {
    const contents = await this.servers.ask('readResource', { serverId, uri }, noSignal())
    const attachments: Attachment[] = []
    for (const content of contents.slice(0, attachmentLimits.count)) {
      // What is larger than any may be comes as words about that.
      if (content.type !== 'resource') throw new AppError('file/too-large')
      attachments.push(await attach(fileOfResource(content)))
    }
    if (attachments.length === 0) throw new AppError('file/empty')
    return attachments
  }
}
