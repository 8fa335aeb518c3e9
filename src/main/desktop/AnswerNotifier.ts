import { titleFrom } from '@shared/model/conversation'
import type { WaitingQuestion } from '@shared/model/serverQuestion'
import type { Approval } from '@shared/model/tool'
import type { EndedRun } from '../runs/Runner'

/** What the system shows. */
export interface NotificationWords {
  readonly title: string
  readonly body: string
}

export interface NotificationSystem {
  isSupported(): boolean
  /** Returns the function that takes it off the screen again. */
  show(words: NotificationWords, heard: { onClick(): void; onGone(): void }): () => void
}

interface NotifierDeps {
  readonly system: NotificationSystem
  readonly isWanted: () => boolean
  /** True while the user is looking at Parley. */
  readonly isInSight: () => boolean
  readonly goTo: (conversationId: string) => void
  /** False where several were shown just now: a page that was taken over could ask without end. */
  readonly mayShow: () => boolean
}

/**
 * The question that was asked, as its first words; never the answer: a locked screen shows notifications,
 * too.
 */
const wordsFor = ({ conversation, answer }: EndedRun): NotificationWords | null => {
  // What the user stopped is no news, and quitting is not the time for any.
  if (answer.state !== 'complete' && answer.state !== 'failed') return null
  return {
    title: answer.state === 'complete' ? 'Parley has answered' : 'Parley could not answer',
    body: titleFrom(conversation.title),
  }
}

/** Tells of an answer that ended, or asks, out of the user’s sight: once each, one at a time. */
export class AnswerNotifier {
  private readonly shown = new Map<string, () => void>()
  /** Those that wait and were told of. */
  private askedCalls: ReadonlySet<string> = new Set()
  private askedQuestions: ReadonlySet<string> = new Set()

  constructor(private readonly deps: NotifierDeps) {}

  consider(ended: EndedRun): void {
    const words = wordsFor(ended)
    if (words) this.tell(ended.conversation.id, words)
  }

  /** Tells of calls that wait for the user's word: each once. */
  considerApprovals(approvals: readonly Approval[]): void {
    for (const { id, conversationId, calls } of approvals) {
      const [first] = calls
      if (!this.askedCalls.has(id)) this.tellWaiting(conversationId, `Allow ${first?.name ?? 'a tool'}?`)
    }
    this.askedCalls = new Set(approvals.map(({ id }) => id))
  }

  /** Tells of what tool servers ask the user, each once, with nothing of its words. */
  considerQuestions(questions: readonly WaitingQuestion[]): void {
    for (const { id, conversationId, serverName } of questions)
      if (!this.askedQuestions.has(id)) this.tellWaiting(conversationId, `${serverName} asks you something`)
    this.askedQuestions = new Set(questions.map(({ id }) => id))
  }

  private tellWaiting(conversationId: string, body: string): void {
    this.tell(conversationId, { title: 'Parley waits for your word', body })
  }

  private tell(id: string, words: NotificationWords): void {
    const { system, isWanted, isInSight, goTo, mayShow } = this.deps
    if (!isWanted() || isInSight() || !system.isSupported() || !mayShow()) return
    this.withdraw(id)
    const gone = () => {
      if (this.shown.get(id) === take) this.shown.delete(id)
    }
    const take = system.show(words, {
      onClick: () => {
        gone()
        goTo(id)
      },
      onGone: gone,
    })
    this.shown.set(id, take)
  }

  /** Withdraws every notification: the user is looking at Parley. */
  withdrawAll(): void {
    for (const id of [...this.shown.keys()]) this.withdraw(id)
  }

  private withdraw(conversationId: string): void {
    const take = this.shown.get(conversationId)
    this.shown.delete(conversationId)
    take?.()
  }
}
