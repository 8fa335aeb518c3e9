import { type FailurePart, type Message, type ReasoningPart, textOf } from '@shared/model/message'
import { afterEach } from 'vitest'
import { type ReplayServer, startReplayServer, type Wire } from '../../fakes/replayServer'
import { type AppPlace, appPlace, type TestApp } from '../app/appPlace'
import { png } from '../library/helpers'
import reports from './engines.json'

/** A reported server: its bytes, what the user does, and what the user should see. */
interface Report {
  readonly id: string
  readonly title: string
  readonly wire: Wire
  readonly ask: string
  readonly expect: string
}

/** All of main but Electron, before a server that answers as it was reported to. */
export interface Replayed {
  readonly app: TestApp
  readonly server: ReplayServer
  readonly place: AppPlace
  /** Asks in a new conversation, or in that one, and waits for the end of the answer. */
  ask(prompt: string, conversationId?: string): Promise<Answer>
  /** The same in a new conversation, with a picture of this many pixels a side. */
  askWithPicture(prompt: string, side: number): Promise<Answer>
  /** The app ends, and another begins on the same profile before the same server. */
  restart(): Promise<Replayed>
}

export interface Answer {
  readonly conversationId: string
  readonly message: Message
  readonly text: string
  readonly thoughts: string
  readonly failure: FailurePart | undefined
}

/** The title of a test for a report: its id first. */
export const titleOf = (id: string): string => `${id}: ${reportOf(id).title}`

/** What the server of a report sends. */
export const wireOf = (id: string): Wire => reportOf(id).wire

const reportOf = (id: string): Report => {
  const found = (reports as unknown as readonly Report[]).find((report) => report.id === id)
  if (!found) throw new Error(`There is no report ${id}`)
  return found
}

/** Gives each test an app and the server of a report. Call once in a file. */
export const replayPlace = () => {
  const place = appPlace()
  const servers: ReplayServer[] = []
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop()
  })
  /** By the id of a report, or of a kind of which there is none: by its wire. */
  return async (report: string | Wire, settings: Readonly<Record<string, unknown>> = {}): Promise<Replayed> =>
    start(typeof report === 'string' ? reportOf(report).wire : report, settings)

  async function start(wire: Wire, settings: Readonly<Record<string, unknown>>): Promise<Replayed> {
    const server = await startReplayServer(wire)
    servers.push(server)
    const begin = (): Replayed => {
      const app = place.start({ model: 'm-1', ...settings }, server.baseUrl)
      return {
        app,
        server,
        place,
        restart: async () => {
          await app.close()
          return begin()
        },
        askWithPicture: async (prompt, side) => {
          const content = new Uint8Array(png(side, side))
          const attachment = await app.call('files.attach', { name: `${side}.png`, bytes: content })
          const question = { conversationId: null, prompt, attachments: [attachment] }
          const { conversationId, messageId } = await app.call('runs.start', question)
          await app.idle(conversationId)
          return answerOf(app, messageId)
        },
        ask: async (prompt, conversation) => {
          const question = { conversationId: conversation ?? null, prompt }
          const { conversationId, messageId } = await app.call('runs.start', question)
          await app.idle(conversationId)
          return answerOf(app, messageId)
        },
      }
    }
    return begin()
  }
}

/** An answer as it is kept. */
export const answerOf = async (app: TestApp, messageId: string): Promise<Answer> => {
  const [message] = await app.call('messages.load', { ids: [messageId] })
  if (!message) throw new Error('The answer is gone')
  return {
    conversationId: message.conversationId,
    message,
    text: textOf(message),
    thoughts: message.parts
      .filter((part): part is ReasoningPart => part.type === 'reasoning')
      .map(({ text }) => text)
      .join(''),
    failure: message.parts.find((part): part is FailurePart => part.type === 'failure'),
  }
}
