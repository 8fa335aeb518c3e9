import type {
  ChatCompletionContentPart,
  ChatCompletionMessageFunctionToolCall,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions'
import type { AnswerRequest } from './engine'
import { continueInstruction, type Step, stepsOf } from './history'
import { onlyText, type Piece, questionContent, questionsShown } from './questionContent'

/** The branch as Chat Completions wants it. */
export const chatMessages = async (
  request: AnswerRequest,
  { seesPictures = true } = {},
): Promise<ChatCompletionMessageParam[]> => {
  const messages: ChatCompletionMessageParam[] = []
  if (request.system.trim() !== '') messages.push({ role: 'system', content: request.system })
  const shown = questionsShown(request.messages)
  for (const message of request.messages) {
    if (message.role === 'user') {
      const pictures = !shown.has(message.id) ? 'named' : seesPictures ? 'shown' : 'refused'
      const pieces = await questionContent(message, request.attachments, pictures)
      if (pieces.length > 0)
        messages.push({ role: 'user', content: onlyText(pieces) ?? pieces.map(contentPart) })
    } else {
      messages.push(...assistantMessages(stepsOf(message)))
    }
  }
  if (request.continuing) messages.push({ role: 'user', content: continueInstruction })
  return messages
}

const contentPart = (piece: Piece): ChatCompletionContentPart =>
  piece.type === 'text'
    ? { type: 'text', text: piece.text }
    : { type: 'image_url', image_url: { url: piece.dataUrl } }

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
