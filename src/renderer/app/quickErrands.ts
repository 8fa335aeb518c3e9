import { chatStore } from '../features/chat/useChat'
import { useLook } from '../features/look/lookStore'
import { client } from '../ipc/client'

/** Does what the quick-ask window is asked to do: all that comes is something to put into its field. */
export const runQuickErrands = async (): Promise<void> => {
  for (const errand of await client.call('errands.take', { window: 'quick' })) {
    if (errand.type !== 'fill') continue
    if (errand.isFresh) chatStore.getState().open(null)
    useLook.getState().bring(errand)
  }
}
