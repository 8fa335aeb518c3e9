import type {
  ChatCompletionMessageFunctionToolCall,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions'
import type { AnswerRequest } from './engine'
import { continueInstruction, type Step, stepsOf } from './history'

/** The branch as Chat Completions wants it. */
export const chatMessages = (request: AnswerRequest): ChatCompletionMessageParam[] => {
  const messages: ChatCompletionMessageParam[] = []
  if (request.system.trim() !== '') messages.push({ role: 'system', content: request.system })
  for (const message of request.messages) {
    const steps = stepsOf(message)
    if (message.role === 'user') {
      const content = textOfSteps(steps)
      if (content !== '') messages.push({ role: 'user', content })
    } else {
      messages.push(...assistantMessages(steps))
    }
  }
  if (request.continuing) messages.push({ role: 'user', content: continueInstruction })
  return messages
}

const textOfSteps = (steps: readonly Step[]): string =>
  steps
    .filter((step) => step.type === 'text')
    .map((step) => step.text)
    .join('\n\n')

/** One assistant message a round: text, then calls; their results follow as messages of their own. */
const assistantMessages = (steps: readonly Step[]): ChatCompletionMessageParam[] => {
  const messages: ChatCompletionMessageParam[] = []
  let texts: string[] = []
  for (const step of steps) {
    if (step.type === 'text') texts.push(step.text)
    if (step.type !== 'tools') continue
    messages.push({
      role: 'assistant',
      content: texts.length > 0 ? texts.join('\n\n') : null,
      tool_calls: step.calls.map(
        ({ callId, name, input }): ChatCompletionMessageFunctionToolCall => ({
          id: callId,
          type: 'function',
          function: { name, arguments: input },
        }),
      ),
    })
    texts = []
    for (const { callId, output } of step.calls) {
      messages.push({ role: 'tool', tool_call_id: callId, content: output })
    }
  }
  if (texts.length > 0) messages.push({ role: 'assistant', content: texts.join('\n\n') })
  return messages
}
