import { client } from '../../ipc/client'
import type { DictationRecipient } from './dictationTarget'

/** Asks main for the microphone, for as long as the events are read; tells when another window takes it. */
export async function* holdMicrophone(
  { conversationId, engineId }: Pick<DictationRecipient, 'conversationId' | 'engineId'>,
  purpose: 'talk' | 'try',
  signal: AbortSignal,
): AsyncGenerator<{ readonly type: 'granted' | 'taken' }> {
  for await (const batch of client.stream('dictation.hold', { conversationId, engineId, purpose }, signal))
    yield* batch
}
