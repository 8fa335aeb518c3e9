import {
  costOfAnswer,
  costOfPicture,
  costOfSpeech,
  costOfTranscription,
  estimateSpeechMinute,
  type SpokenAmount,
  savedByCache,
} from '@shared/model/catalog'
import { chargesNothing, type Payee } from '@shared/model/localServer'
import type { Usage } from '@shared/model/message'
import type { DrawUsage } from '../engines/engine'

// US dollars; null where the price is not known. Another server's model of a name that the catalog knows is
// another model.

/** Undefined for the built-in engine, which has nothing that could be charged. */
export const priceOfAnswer = (payee: Payee, model: string, usage: Usage): number | null | undefined => {
  if (payee.kind === 'builtin') return undefined
  if (chargesNothing(payee)) return 0
  return isMakersOwn(payee) ? costOfAnswer(model, usage) : null
}

/** What the maker's cache saved of an answer's price; null where that is not known. */
export const savedOnAnswer = (payee: Payee, model: string, usage: Usage): number | null =>
  isMakersOwn(payee) && !chargesNothing(payee) ? savedByCache(model, usage) : null

const isMakersOwn = ({ kind, baseUrl }: Payee): boolean =>
  kind === 'openai' || (kind === 'anthropic' && baseUrl === null)

export const priceOfPicture = (
  payee: Payee,
  model: string,
  usage: DrawUsage | null,
): number | null | undefined => {
  if (payee.kind === 'builtin') return undefined
  if (chargesNothing(payee)) return 0
  return payee.kind === 'openai' && usage ? costOfPicture(model, usage) : null
}

export const priceOfSpeech = (
  payee: Payee,
  model: string,
  sentences: readonly (SpokenAmount & { readonly costUsd?: number })[],
): number | null => {
  const estimate = (spoken: SpokenAmount) => {
    if (chargesNothing(payee)) return 0
    return payee.kind === 'openai' ? costOfSpeech(model, spoken) : null
  }
  return sentences.reduce<number | null>((sum, spoken) => {
    const costUsd = spoken.costUsd ?? estimate(spoken)
    return sum === null || costUsd === null ? null : sum + costUsd
  }, 0)
}

/** What a minute costs, about. */
export const priceOfSpeechMinute = (payee: Payee, model: string): number | null => {
  if (payee.kind === 'openai') return estimateSpeechMinute(model)
  return chargesNothing(payee) ? 0 : null
}

export const priceOfTranscription = (payee: Payee, model: string, seconds: number): number | null => {
  if (chargesNothing(payee)) return 0
  return payee.kind === 'openai' ? costOfTranscription(model, seconds) : null
}
