import type { ConversationChoices, Draft } from '@shared/model/conversation'
import { create } from 'zustand'

/** Something put into the field from outside. */
interface Offer {
  readonly draft: Draft
  /** It goes in front of what is there, instead of in its place. */
  readonly isAdded: boolean
  /** It is sent at once, and what is in the field stays there. */
  readonly isAsked?: boolean
}

interface ComposerStore {
  readonly offered: Offer | null
  /** The choices of the conversation that has not begun. */
  readonly newChoices: ConversationChoices

  /** Words in place of what is in the field, e.g. those of a picture. */
  offer(text: string): void
  /** A whole question, e.g. an example. */
  ask(text: string): void
  /** What was sent comes back, in front of what was typed since. */
  giveBack(draft: Draft): void
  takeOffer(): void
  chooseForNew(choices: ConversationChoices): void
}

/** Its own store, so that typing draws nothing but the field. */
export const useComposer = create<ComposerStore>()((set) => ({
  offered: null,
  newChoices: {},
  offer: (text) => set({ offered: { draft: { text, attachments: [] }, isAdded: false } }),
  ask: (text) => set({ offered: { draft: { text, attachments: [] }, isAdded: false, isAsked: true } }),
  giveBack: (draft) => set({ offered: { draft, isAdded: true } }),
  takeOffer: () => set({ offered: null }),
  chooseForNew: (newChoices) => set({ newChoices }),
}))
