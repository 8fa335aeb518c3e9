import { replaceWhenAsked } from '../chat/useChat'
import { readAskedAnswer } from '../speech/speechStore'

/**
 * Answers to quick questions are read aloud as this window's own setting says, and where it says nothing as
 * the others.
 */
export const installQuickReading = (): void =>
  replaceWhenAsked(({ messageId }) => readAskedAnswer(messageId, 'quick'))
