import type { Draft } from '@shared/model/conversation'
import type { Entry } from './entries'
import { fillOut } from './fillOut'
import { takePrompt } from './takePrompt'

/** What a chosen entry puts into the field; null where the user left it or something is missing. */
export const takeEntry = async ({ action }: Entry, rest: string | null): Promise<Draft | null> => {
  switch (action.type) {
    case 'draw':
      return { text: `/image ${rest ?? ''}`, attachments: [] }
    case 'command':
      return fillOut(action.command, rest)
    case 'prompt':
      return takePrompt(action.offered, action.prompt, rest)
  }
}
