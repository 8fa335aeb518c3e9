import type { Conversation } from '@shared/model/conversation'
import type { Message } from '@shared/model/message'
import { createLibrary } from '../../src/library/library'
import { longAnswer } from './markdown'
import { paragraph, sentence } from './prose'
import { between, randomFrom } from './random'

/** A conversation to be made: how long it is, and what tells it from others. */
export interface Plan {
  readonly id: string
  readonly title: string
  readonly messages: number
  /** The last word of its last message. */
  readonly last?: string
  /** Answers in Markdown instead of plain paragraphs. */
  readonly isRich?: boolean
}

const minute = 60_000

/** Writes a history through the library's own code: the same files as if a user had asked all of it. */
export const writeHistory = (folder: string, plans: readonly Plan[], seed = 1): void => {
  const random = randomFrom(seed)
  const library = createLibrary({ folder })
  library.open()
  try {
    let at = Date.now() - plans.reduce((sum, plan) => sum + plan.messages + 1, 0) * minute
    for (const plan of plans) {
      const messages = Array.from({ length: plan.messages }, (_, index): Message => {
        at += minute
        const isQuestion = index % 2 === 0
        return {
          id: `${plan.id}-${index}`,
          conversationId: plan.id,
          parentId: index === 0 ? null : `${plan.id}-${index - 1}`,
          role: isQuestion ? 'user' : 'assistant',
          state: 'complete',
          parts: [{ type: 'text', text: textOf(plan, index, random) }],
          createdAt: at,
          finishedAt: at,
          ...(isQuestion ? {} : { engineId: 'builtin', model: 'bench' }),
        }
      })
      const conversation: Conversation = {
        id: plan.id,
        title: plan.title,
        createdAt: messages[0]?.createdAt ?? at,
        updatedAt: at,
        leafId: messages.at(-1)?.id ?? null,
        choices: {},
      }
      library.addMessages({ conversation, messages })
    }
    while (library.maintain());
  } finally {
    library.close()
  }
}

const textOf = (plan: Plan, index: number, random: () => number): string => {
  const isLast = index === plan.messages - 1
  const end = isLast && plan.last !== undefined ? `\n\n${plan.last}` : ''
  if (index % 2 === 0) return sentence(random) + end
  // About 400 tokens: what an everyday answer has.
  if (plan.isRich) return longAnswer(400, between(random, 1, 1_000_000)) + end
  return paragraph(random, between(random, 2, 8)) + end
}
