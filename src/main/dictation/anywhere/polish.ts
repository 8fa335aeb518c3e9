import { AppError } from '@shared/ipc/errors'
import { dictationAssistantOf } from '@shared/model/dictateAnywhere'
import type { Costs } from '../../costs/Costs'
import { priceOfAnswer } from '../../costs/prices'
import type { EngineRegistry } from '../../engines/EngineRegistry'
import type { AttachmentSource } from '../../engines/engine'
import { unlessAborted } from '../../lib/unlessAborted'
import type { SettingsStore } from '../../settings/SettingsStore'

/** The user waits for it with the words already there: this long, and longer for more of them. */
const leastMs = 8_000
const msPerCharacter = 12

/** A model that answers, instead of writing down what was said, writes more than was said. */
const mostGrowth = (words: string): number => words.length * 2 + 200

export interface PolishDeps {
  readonly engines: Pick<EngineRegistry, 'choose'>
  readonly settings: SettingsStore
  readonly costs: Pick<Costs, 'ensureWithin' | 'charge'>
}

/**
 * What was dictated as it would be written, by the chat model and with the user's own prompt. Rejects where
 * it fails, takes too long, or gives something else than that.
 */
export const polishWords = async (
  { engines, settings, costs }: PolishDeps,
  words: string,
  leaving: AbortSignal,
): Promise<string> => {
  const signal = AbortSignal.any([leaving, AbortSignal.timeout(leastMs + words.length * msPerCharacter)])
  const { systemPrompt, engineId, model: own, temperature } = dictationAssistantOf(settings.get().assistants)
  const work = async (): Promise<string> => {
    const { engine, payee, model } = await engines.choose({ engineId, model: own })
    // It has no model to write with.
    if (payee.kind === 'builtin')
      throw new AppError('engine/unsupported', 'The built-in engine polishes nothing')
    await costs.ensureWithin(payee)
    let text = ''
    let costUsd: number | null | undefined = null
    try {
      for await (const event of engine.answer({
        model,
        system: systemPrompt,
        messages: [
          {
            id: 'dictation',
            conversationId: 'dictation',
            parentId: null,
            role: 'user',
            state: 'complete',
            parts: [{ type: 'text', text: words }],
            createdAt: Date.now(),
          },
        ],
        tools: [],
        streaming: true,
        continuing: false,
        reasoningEffort: 'none',
        ...(temperature === undefined ? {} : { temperature }),
        attachments: noAttachments,
        idleTimeoutMs: settings.get().idleTimeoutMs,
        signal,
      })) {
        if (event.type === 'text') text += event.text
        if (event.type === 'turned') text = ''
        if (event.type === 'finish')
          costUsd = event.costUsd ?? (event.usage ? priceOfAnswer(payee, model, event.usage) : null)
        if (text.length > mostGrowth(words))
          throw new AppError('engine/malformed', 'It is more than was said')
      }
    } finally {
      // It is part of what the dictation costs, and what was begun may have been charged.
      if (costUsd !== undefined && text !== '')
        void costs.charge({ kind: 'transcription', conversationId: null, model, costUsd })
    }
    const polished = text.trim()
    if (polished === '') throw new AppError('engine/empty')
    return polished
  }
  return unlessAborted(work(), signal)
}

const noAttachments: AttachmentSource = {
  pictureDataUrl: async () => null,
  fileText: async () => null,
}
