import { client } from '../../ipc/client'

/** Shows what an export wrote in the system's file manager. */
export const showExport = async (
  verb: 'transfer.showExport' | 'pictures.showExport',
  transferId: string,
): Promise<void> => {
  try {
    await client.call(verb, { transferId })
  } catch (error) {
    console.error('The export could not be shown', error)
  }
}
