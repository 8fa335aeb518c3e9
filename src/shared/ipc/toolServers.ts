import { z } from 'zod'
import {
  type ServerAddress,
  type ServerDraft,
  serverAddressSchema,
  serverNameSchema,
  serverSecretsSchema,
  type ToolServerSummary,
} from '../model/toolServer'
import { id } from './common'
import { call } from './define'

const questionAnswer = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('send'),
    values: z.record(
      z.string().max(1_000),
      z.union([
        z.string().max(100_000),
        z.number(),
        z.boolean(),
        z.array(z.string().max(10_000)).max(1_000).readonly(),
      ]),
    ),
  }),
  z.object({ type: z.enum(['open', 'go-on', 'decline']) }),
])
/** The user's word on what a server asks. `open`: its address; `go-on`: they are done there. */
export type QuestionAnswer = z.output<typeof questionAnswer>

const serverId = z.string().regex(/^[\w-]{1,100}$/)

/** A server of another program. Its values are keys of that program's: they stay in main. */
export interface FoundServer {
  /** Stands for it when it is added; holds until servers are looked for again. */
  readonly ticket: string
  readonly name: string
  readonly address: ServerAddress
  /** The variables or headers whose values are not known. */
  readonly lacking: readonly string[]
}

/** Servers that another program on this computer is set up with. */
export interface FoundServers {
  /** The program, e.g. `Cursor`. */
  readonly program: string
  readonly servers: readonly FoundServer[]
}

export const toolServers = {
  /** In the order in which they were added. `tools.changed` tells when to ask again. */
  'toolServers.list': call<readonly ToolServerSummary[]>()(z.object({})),
  /**
   * Adds servers, switched off: nothing is started. Gives their ids. One that was found comes by its ticket,
   * with the values that it lacks. `toolServer/not-found` for an old ticket, `toolServer/unreadable`
   */
  'toolServers.add': call<readonly string[]>()(
    z.object({
      servers: z
        .array(
          z.union([
            z.object({ name: serverNameSchema, address: serverAddressSchema, secrets: serverSecretsSchema }),
            z.object({ ticket: z.string().max(100), secrets: serverSecretsSchema }),
          ]),
        )
        .min(1)
        .max(50),
    }),
  ),
  /**
   * `fingerprint`: what the user agreed to, as the list gives it; null where they agreed before.
   * `toolServer/needs-consent` where that is not what would be started. How the start went is shown by the
   * list.
   */
  'toolServers.setOn': call<void>()(
    z.object({ id: serverId, isOn: z.boolean(), fingerprint: z.string().max(100).nullable() }),
  ),
  /** Connects once more; the page to sign in at may be opened. */
  'toolServers.tryAgain': call<void>()(z.object({ id: serverId })),
  /**
   * Changes a server. Values that are not given stay, unless its command or address is another: then they are
   * gone, and it is to be agreed to again. `toolServer/unreadable`, `secrets/other-address`
   */
  'toolServers.change': call<void>()(
    z.object({
      id: serverId,
      name: serverNameSchema,
      address: serverAddressSchema,
      secrets: serverSecretsSchema,
    }),
  ),
  /**
   * Lets the user choose the file that is started in place of its command, which is to be agreed to again.
   * False where they choose none.
   */
  'toolServers.chooseProgram': call<boolean>()(z.object({ id: serverId })),
  'toolServers.remove': call<void>()(z.object({ id: serverId })),
  /** The address that the browser ended at, for a sign-in that is waiting. `toolServer/unreadable` */
  'toolServers.finishSignIn': call<void>()(z.object({ id: serverId, address: z.string().max(20_000) })),
  /**
   * The user's word on what a server asks; on what waits no longer it is nothing. `ipc/bad-input` for values
   * that are not what was asked for.
   */
  'toolServers.answer': call<void>()(z.object({ questionId: id, answer: questionAnswer })),
  /** Looks into the files of other programs, once; nothing is added. */
  'toolServers.find': call<readonly FoundServers[]>()(z.object({})),
  /** Reads a bundle (`.mcpb`) that the user chooses; null where they choose none. `toolServer/unreadable` */
  'toolServers.openBundle': call<ServerDraft | null>()(z.object({})),
}
