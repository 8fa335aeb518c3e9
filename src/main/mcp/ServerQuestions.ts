import { AppError } from '@shared/ipc/errors'
import type { ServerQuestion, ServerQuestionAnswer } from '@shared/ipc/mcpHost'
import type { QuestionAnswer } from '@shared/ipc/toolServers'
import { assertNever } from '@shared/lib/assertNever'
import type { AppEvent } from '@shared/model/events'
import type { AskedQuestion, FieldValues, QuestionField, WaitingQuestion } from '@shared/model/serverQuestion'
import type { ToolServer } from '@shared/model/toolServer'
import { fieldsOf } from '@shared/toolServers/questionFields'
import { areRight, shownValue } from '@shared/toolServers/questionValues'
import type { Emitter } from '../lib/Emitter'
import { unlessAborted } from '../lib/unlessAborted'
import { parseOpenable } from '../security/navigation'
import type { ToolContext } from '../tools/tool'

interface QuestionsDeps {
  readonly events: Emitter<AppEvent>
  /** Opens a page in the user's browser. */
  readonly openOutside: (url: string) => Promise<void>
  readonly newId: () => string
}

/** The call in whose conversation a server asks. */
type Place = Pick<ToolContext, 'conversationId' | 'messageId' | 'signal' | 'say' | 'addQuestion'>

interface PlaceAsked extends Place {
  /** How often the user said no in this call. */
  declined: number
}

interface Waiting {
  readonly asked: ServerQuestion
  readonly serverId: string
  question: WaitingQuestion
  readonly settle: (decision: Decision) => void
}

type Decision =
  | { readonly type: 'sent'; readonly values: FieldValues }
  | { readonly type: 'opened' | 'declined' }

/** Long enough to explain, short enough to read. */
const mostMessage = 5_000
/** A server that asks more at once is not asking the user. */
const mostAtOnce = 10
/** A server that asks again after so many refusals in one call is not shown any more. */
const mostDeclined = 3

/**
 * What tool servers ask the user in the middle of their calls. Nothing is answered but by the user's press;
 * a stop, and the end of the call, withdraw what was asked.
 */
export class ServerQuestions {
  private readonly waiting = new Map<string, Waiting>()
  private readonly places = new Map<string, PlaceAsked[]>()

  constructor(private readonly deps: QuestionsDeps) {}

  all(): readonly WaitingQuestion[] {
    return [...this.waiting.values()].map(({ question }) => question)
  }

  /** While the work runs, what the server asks is asked in this conversation. */
  async during<T>(serverId: string, place: Place, work: () => Promise<T>): Promise<T> {
    const ended = new AbortController()
    const signal = AbortSignal.any([place.signal, ended.signal])
    const here: PlaceAsked = { ...place, signal, declined: 0 }
    const others = this.places.get(serverId) ?? []
    this.places.set(serverId, [...others, here])
    try {
      return await work()
    } finally {
      ended.abort()
      const left = (this.places.get(serverId) ?? []).filter((each) => each !== here)
      if (left.length > 0) this.places.set(serverId, left)
      else this.places.delete(serverId)
    }
  }

  /**
   * Asks the user. `cancel` where no call is under way in which it could be asked, or it was stopped,
   * and where the server withdrew it. `toolServer/malformed` for a form or an address that cannot be shown.
   */
  async ask(
    server: ToolServer,
    asked: ServerQuestion,
    withdrawn: AbortSignal,
  ): Promise<ServerQuestionAnswer> {
    // The protocol does not say which call it asks for: with several, it is the one that began last.
    const place = this.places.get(server.id)?.at(-1)
    if (!place || place.declined >= mostDeclined || this.waiting.size >= mostAtOnce)
      return { action: 'cancel', content: null }
    const id = this.deps.newId()
    const message = asked.message.slice(0, mostMessage).toWellFormed()
    const { conversationId, messageId } = place
    const about = { id, conversationId, messageId, serverName: server.name, message }
    const ask = toShow(asked)
    const decided = new Promise<Decision>((settle) => {
      this.waiting.set(id, { asked, serverId: server.id, question: { ...about, ask }, settle })
    })
    this.publish()
    const leaveUnsaid = place.say(
      `${server.name} asks you something. This waits until you answer, in Parley’s window.`,
    )
    try {
      const decision = await unlessAborted(decided, AbortSignal.any([place.signal, withdrawn]))
      place.addQuestion(kept(server.name, message, ask, decision))
      if (decision.type === 'declined') {
        place.declined += 1
        return { action: 'decline', content: null }
      }
      return { action: 'accept', content: decision.type === 'sent' ? decision.values : null }
    } catch {
      return { action: 'cancel', content: null }
    } finally {
      leaveUnsaid()
      this.waiting.delete(id)
      this.publish()
    }
  }

  /** The user's answer; on a question that waits no longer it is nothing. `ipc/bad-input` */
  async answer(id: string, answer: QuestionAnswer): Promise<void> {
    const waiting = this.waiting.get(id)
    if (!waiting) return
    const { ask } = waiting.question
    switch (answer.type) {
      case 'decline':
        return waiting.settle({ type: 'declined' })
      case 'send':
        if (ask.type !== 'form' || !areRight(ask.fields, answer.values))
          throw new AppError('ipc/bad-input', 'Not what was asked for')
        return waiting.settle({ type: 'sent', values: answer.values })
      case 'open':
        if (ask.type !== 'address') throw new AppError('ipc/bad-input', 'No address was given')
        await this.deps.openOutside(ask.url)
        if (waiting.asked.type === 'address' && waiting.asked.isNeededFirst) this.opened(waiting, ask.url)
        else waiting.settle({ type: 'opened' })
        return
      case 'go-on':
        if (ask.type !== 'address' || !ask.isOpened) throw new AppError('ipc/bad-input', 'Nothing is open')
        return waiting.settle({ type: 'opened' })
      default:
        return assertNever(answer)
    }
  }

  /** The server says that what was to be done in the browser is done. */
  completed(serverId: string, elicitationId: string): void {
    for (const { asked, question, serverId: of, settle } of this.waiting.values()) {
      const isIt = of === serverId && asked.type === 'address' && asked.elicitationId === elicitationId
      if (isIt && question.ask.type === 'address' && question.ask.isOpened) settle({ type: 'opened' })
    }
  }

  private opened(waiting: Waiting, url: string): void {
    waiting.question = { ...waiting.question, ask: { type: 'address', url, isOpened: true } }
    this.publish()
  }

  private publish(): void {
    this.deps.events.publish({ type: 'questions.changed', questions: this.all() })
  }
}

const toShow = (asked: ServerQuestion): WaitingQuestion['ask'] => {
  if (asked.type === 'form') {
    const fields = fieldsOf(asked.schema, asked.message)
    if (!fields) throw new AppError('toolServer/malformed', 'A form that cannot be shown')
    return { type: 'form', fields }
  }
  const url = parseOpenable(asked.url)
  if (!url?.startsWith('http')) throw new AppError('toolServer/malformed', 'An address that is not opened')
  return { type: 'address', url, isOpened: false }
}

/** What stands in the message afterwards. */
const kept = (
  serverName: string,
  message: string,
  ask: WaitingQuestion['ask'],
  decision: Decision,
): AskedQuestion => {
  const about = { serverName, message, answer: decision.type }
  if (ask.type === 'address') return { ...about, url: ask.url }
  if (decision.type !== 'sent') return about
  const shown = (field: QuestionField) => {
    const value = decision.values[field.name]
    return value === undefined ? [] : [{ label: field.label, value: shownValue(field, value) }]
  }
  return { ...about, values: ask.fields.flatMap(shown) }
}
