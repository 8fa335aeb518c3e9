import { drawPromptOf } from '@shared/model/drawCommand'
import { type PictureOptions, pictureOptionsOf } from '@shared/model/pictureOptions'
import { create } from 'zustand'
import { useApp } from '../../../common/appStore'

/** The picture that the next one begins from. */
export interface Beginning {
  readonly pictureId: string
  readonly prompt: string
}

interface GenerationStore {
  /** The count holds for the next question only: the user pays for four only by asking for four again. */
  readonly count: number
  readonly beginning: Beginning | null
  setCount(count: number): void
  beginFrom(beginning: Beginning | null): void
  /** What was sent comes back. */
  giveBack(wish: PictureOptions): void
  forget(): void
}

/** What is chosen for the next picture besides what the settings keep. */
export const useGeneration = create<GenerationStore>()((set) => ({
  count: 1,
  beginning: null,
  setCount: (count) => set({ count }),
  beginFrom: (beginning) => set({ beginning }),
  giveBack: ({ count = 1, fromId, way }) =>
    set({ count, beginning: fromId && way === 'vary' ? { pictureId: fromId, prompt: '' } : null }),
  forget: () => set({ count: 1, beginning: null }),
}))

/** Words that ask the artist, not the model. */
export const asksArtist = (text: string): boolean => drawPromptOf(text) !== null

/**
 * Takes the options of a question with these words, so that the next begins anew. Null for other questions.
 */
export const takePictureOptions = (text: string): PictureOptions | null => {
  if (!asksArtist(text)) return null
  const { count, beginning, forget } = useGeneration.getState()
  forget()
  const { settings } = useApp.getState()
  return {
    ...(settings ? pictureOptionsOf(settings) : {}),
    ...(count > 1 ? { count } : {}),
    ...(beginning ? { fromId: beginning.pictureId, way: 'vary' as const } : {}),
  }
}
