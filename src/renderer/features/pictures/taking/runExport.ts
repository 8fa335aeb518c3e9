import type { PictureExportOptions } from '@shared/model/pictureExport'
import type { TransferEvent } from '@shared/model/transfer'
import { client } from '../../../ipc/client'

export type ExportEnd = Extract<TransferEvent, { type: 'ended' }>

/** Asks where to and writes these pictures. How it ended; null where the person changed their mind. */
export const runExport = async (
  pictureIds: readonly string[],
  options: PictureExportOptions,
  onEvent: (event: TransferEvent) => void = () => {},
): Promise<ExportEnd | null> => {
  // Never aborted: main's export goes on whatever this page shows.
  const { signal } = new AbortController()
  let end: ExportEnd | null = null
  for await (const events of client.stream('taking.export', { pictureIds: [...pictureIds], options }, signal))
    for (const event of events) {
      if (event.type === 'ended') end = event
      onEvent(event)
    }
  return end
}

/** Shows what was written in the system's file manager. */
export const showExport = async (transferId: string): Promise<void> => {
  try {
    await client.call('taking.show', { transferId })
  } catch (error) {
    console.error('The export could not be shown', error)
  }
}
