import { AppError } from '@shared/ipc/errors'

/** Resolves once the microphone is ours; `onTaken` when it is no longer, unless we let go of it ourselves. */
export const microphoneGranted = (
  events: AsyncIterable<{ readonly type: 'granted' | 'taken' }>,
  onTaken: () => void,
): Promise<void> =>
  new Promise((resolve, reject) => {
    let isOurs = false
    const follow = async () => {
      for await (const { type } of events) {
        isOurs = type === 'granted'
        if (isOurs) resolve()
        else onTaken()
      }
      reject(new AppError('cancelled'))
    }
    follow().catch((error: unknown) => {
      // Without main nothing takes the sound.
      if (isOurs) onTaken()
      reject(error)
    })
  })
