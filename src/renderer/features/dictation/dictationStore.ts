import { AppError } from '@shared/ipc/errors'
import { useApp } from '../../common/appStore'
import { client } from '../../ipc/client'
import { chatStore } from '../chat/useChat'
import { readAloudPolicy } from '../speech/readAloudPolicy'
import { useSpeech } from '../speech/speechStore'
import { createDictationStore } from './createDictationStore'
import { type DictationRecipient, deliver, recipientNow, sendFromField } from './dictationTarget'
import { createHandsFreeConversation } from './handsFreeConversation'
import { holdMicrophone } from './holdMicrophone'
import { showLevel } from './level'

const transcribe = async (
  recordingId: string,
  { conversationId, engineId }: DictationRecipient,
  signal: AbortSignal,
): Promise<string> => {
  const input = { recordingId, conversationId, engineId }
  for await (const batch of client.stream('dictation.transcribe', input, signal)) {
    for (const { text } of batch) return text
  }
  throw new AppError('cancelled')
}

/** Listening in this window. */
export const useDictation = createDictationStore(
  {
    holdMicrophone,
    // Loaded with the first word.
    openMicrophone: async (options) => {
      const { openMicrophone } = await import('./openMicrophone')
      return openMicrophone({ ...options, chosen: useApp.getState().settings?.microphone ?? null })
    },
    begin: async (conversationId) => (await client.call('dictation.begin', { conversationId })).recordingId,
    add: (recordingId, pcm) => client.call('dictation.add', { recordingId, pcm }),
    transcribe,
    forget: (recordingId) => client.call('dictation.forget', { recordingId }),
    kept: () => client.call('dictation.kept', {}),
    settings: () =>
      useApp.getState().settings ?? {
        sendWhatWasSaid: false,
        silenceEndsTurnMs: 1_200,
        talkingInterrupts: true,
      },
    where: recipientNow,
    deliver,
    send: sendFromField,
    conversation: createHandsFreeConversation({
      chat: chatStore,
      speech: useSpeech,
      isReadAloud: () => readAloudPolicy('hands-free', 'main', useApp.getState().settings) === 'now',
    }),
    now: () => performance.now(),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  },
  showLevel,
)
