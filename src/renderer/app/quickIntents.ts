import { useCapture } from '../features/capture/captureStore'
import { client } from '../ipc/client'
import { openFresh } from './quickTemporary'

/** The quick-ask window does what it is asked to do: all that comes is something to put into its field. */
export const runQuickIntents = async (): Promise<void> => {
  for (const intent of await client.call('intents.take', { window: 'quick' })) {
    if (intent.type !== 'fill') continue
    if (intent.isFresh) openFresh()
    useCapture.getState().bring(intent)
  }
}
