import { BrowserWindow, dialog } from 'electron'

/** Where to save a picture; null when the person cancels. The system asks before it replaces a file. */
export const choosePictureFile = async (suggestion: string, windowId: number): Promise<string | null> => {
  const options: Electron.SaveDialogOptions = {
    title: 'Export image',
    defaultPath: suggestion,
    filters: [
      { name: 'PNG', extensions: ['png'] },
      { name: 'JPEG', extensions: ['jpg', 'jpeg'] },
      { name: 'WebP', extensions: ['webp'] },
    ],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  }
  const parent = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.id === windowId)
  const { canceled, filePath } = parent
    ? await dialog.showSaveDialog(parent, options)
    : await dialog.showSaveDialog(options)
  return canceled || !filePath ? null : filePath
}
