import type { IntentWindow } from '@shared/model/intent'
import type { QuickVerbs } from './handlers/quick'

/** Which of the windows asks. */
export const windowOf = (quick: Pick<QuickVerbs, 'isWindow'>, windowId: number): IntentWindow =>
  quick.isWindow(windowId) ? 'quick' : 'main'
