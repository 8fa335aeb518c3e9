import { client } from '../../ipc/client'
import { holdDropped } from '../../ipc/droppedFiles'
import { useNavigation } from '../navigation/navigation'

/** Folders have no type, and Drive's files have none either. */
const mayBeExport = ({ type }: File): boolean => type === '' || /zip|json|html/.test(type)

/**
 * Asks whether to import what was dropped where it is an export of conversations; `attach` is for anything
 * else, and for the user who wants that instead.
 */
export const askAboutDropped = async (files: readonly File[], attach: () => void): Promise<void> => {
  const [file] = files
  const { window: own, openImportOffer } = useNavigation.getState()
  if (files.length !== 1 || !file || own !== 'main' || !mayBeExport(file)) {
    attach()
    return
  }
  try {
    const fileId = await holdDropped(file)
    const found = fileId === null ? null : await client.call('transfer.lookInto', { fileId })
    if (fileId === null || found === null) attach()
    else openImportOffer({ fileId, ...found, attach })
  } catch (error) {
    console.error('What was dropped could not be looked into', error)
    attach()
  }
}
