import { z } from 'zod'
import type { Attachment } from '../model/attachment'
import type { Draft } from '../model/conversation'
import {
  completedSchema,
  type ServerPrompt,
  type ServerResource,
  type ServerTemplate,
} from '../model/toolServer'
import { call } from './define'

const serverId = z.string().regex(/^[\w-]{1,100}$/)
const given = z.record(z.string().max(200), z.string().max(100_000))

/** The prompts of a server, as it last told of them. */
export interface OfferedPrompts {
  readonly serverId: string
  readonly serverName: string
  readonly prefix: string
  /** It suggests values for their blanks. */
  readonly completes: boolean
  readonly prompts: readonly ServerPrompt[]
}

export interface OfferedResources {
  readonly serverId: string
  readonly serverName: string
  readonly completes: boolean
  readonly resources: readonly ServerResource[]
  readonly templates: readonly ServerTemplate[]
}

/** What tool servers offer the user to ask with. */
export const serverContent = {
  /** Of the servers that are switched on; those without any are left out. Nothing is started. */
  'serverContent.prompts': call<readonly OfferedPrompts[]>()(z.object({})),
  'serverContent.resources': call<readonly OfferedResources[]>()(z.object({})),
  /** A prompt with its blanks filled, to be looked at and sent by the user. `toolServer/*` */
  'serverContent.takePrompt': call<Draft>()(
    z.object({ serverId, name: z.string().min(1).max(200), arguments: given }),
  ),
  /** Values that may be meant for a blank. */
  'serverContent.complete': call<readonly string[]>()(
    z.object({
      serverId,
      completed: completedSchema,
      argument: z.string().max(200),
      value: z.string().max(10_000),
      others: given,
    }),
  ),
  /** Reads a resource, which may consist of several. `toolServer/*`, and failures as of `files.attach` */
  'serverContent.attachResource': call<readonly Attachment[]>()(
    z.object({ serverId, uri: z.string().min(1).max(4_000) }),
  ),
}
