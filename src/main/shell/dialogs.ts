import { BrowserWindow, dialog } from 'electron'
import type { SyncDialogs } from '../sync/SyncWords'
import type { ExportDialogs } from '../transfer/ExportDialogs'

/** Asks where to save speech; null when the user cancels. */
export const chooseSpeechFile = (suggestion: string, windowId: number): Promise<string | null> =>
  chooseTarget(windowId, {
    title: 'Save speech',
    defaultPath: suggestion,
    filters: [
      { name: 'Ogg Opus, small', extensions: ['ogg'] },
      { name: 'WAV, plays everywhere', extensions: ['wav'] },
    ],
  })

const assistantFiles = [{ name: 'Assistants', extensions: ['json'] }]

/** Asks where to save assistants; null when the user cancels. */
export const chooseAssistantsTarget = (suggestion: string, windowId: number): Promise<string | null> =>
  chooseTarget(windowId, { title: 'Export assistants', defaultPath: suggestion, filters: assistantFiles })

/** The file to take assistants from; null when the user cancels. */
export const chooseAssistantsSource = (windowId: number): Promise<string | null> =>
  chooseSource(windowId, { title: 'Import assistants', filters: assistantFiles })

const commandFiles = [{ name: 'Commands', extensions: ['json'] }]

/** Asks where to save commands; null when the user cancels. */
export const chooseCommandsTarget = (suggestion: string, windowId: number): Promise<string | null> =>
  chooseTarget(windowId, { title: 'Export commands', defaultPath: suggestion, filters: commandFiles })

/** The file to take commands from; null when the user cancels. */
export const chooseCommandsSource = (windowId: number): Promise<string | null> =>
  chooseSource(windowId, { title: 'Import commands', filters: commandFiles })

/** A file of certificates; null when the user cancels. */
export const chooseCertificates = (windowId: number): Promise<string | null> =>
  chooseSource(windowId, {
    title: 'Choose certificates',
    filters: [
      { name: 'Certificates', extensions: ['pem', 'crt', 'cer'] },
      { name: 'All files', extensions: ['*'] },
    ],
  })

/** A bundle of a tool server; null when the user cancels. */
export const chooseToolBundle = (windowId: number): Promise<string | null> =>
  chooseSource(windowId, {
    title: 'Choose a tool server',
    filters: [
      { name: 'Tool servers', extensions: ['mcpb', 'dxt'] },
      { name: 'All files', extensions: ['*'] },
    ],
  })

/** The program of a tool server; null when the user cancels. */
export const chooseToolProgram = (windowId: number): Promise<string | null> =>
  chooseSource(windowId, { title: 'Choose the program of the tool server' })

/** The history to bring in; null when the user cancels. */
export const chooseImportSource = (windowId: number): Promise<string | null> =>
  chooseSource(windowId, {
    title: 'Import history',
    buttonLabel: 'Import',
    filters: [
      { name: 'Exports and backups', extensions: ['zip', 'json', 'jsonl', 'ndjson', 'html', 'bak'] },
      { name: 'All files', extensions: ['*'] },
    ],
  })

/** Asks where to save what an import could not bring along; null when the user cancels. */
export const chooseImportReport = (suggestion: string, windowId: number): Promise<string | null> =>
  chooseTarget(windowId, {
    title: 'Save report',
    defaultPath: suggestion,
    filters: [{ name: 'Text', extensions: ['txt'] }],
  })

/** The dialogs that ask where to export to; null when the user cancels. */
export const exportDialogs: ExportDialogs = {
  chooseFile: ({ title, suggestion, kinds }, windowId) =>
    chooseTarget(windowId, {
      title,
      buttonLabel: 'Export',
      defaultPath: suggestion,
      filters: kinds.map(({ name, ending }) => ({ name, extensions: [ending] })),
    }),
  chooseFolder: (title, windowId) =>
    chooseSource(windowId, { title, buttonLabel: 'Export here' }, ['openDirectory', 'createDirectory']),
}

export const syncDialogs: Omit<SyncDialogs, 'printWords'> = {
  chooseFolder: (windowId) =>
    chooseSource(windowId, { title: 'Choose a folder for sync', buttonLabel: 'Choose' }, [
      'openDirectory',
      'createDirectory',
    ]),
  chooseWordsTarget: (suggestion, windowId) =>
    chooseTarget(windowId, {
      title: 'Save words',
      defaultPath: suggestion,
      filters: [{ name: 'Text', extensions: ['txt'] }],
    }),
}

const chooseSource = async (
  windowId: number,
  asked: Electron.OpenDialogOptions,
  properties: Electron.OpenDialogOptions['properties'] = ['openFile'],
): Promise<string | null> => {
  const options: Electron.OpenDialogOptions = { ...asked, properties }
  const parent = windowOf(windowId)
  const { canceled, filePaths } = parent
    ? await dialog.showOpenDialog(parent, options)
    : await dialog.showOpenDialog(options)
  return canceled ? null : (filePaths[0] ?? null)
}

const chooseTarget = async (windowId: number, asked: Electron.SaveDialogOptions): Promise<string | null> => {
  const options: Electron.SaveDialogOptions = {
    ...asked,
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  }
  const parent = windowOf(windowId)
  const { canceled, filePath } = parent
    ? await dialog.showSaveDialog(parent, options)
    : await dialog.showSaveDialog(options)
  return canceled || !filePath ? null : filePath
}

const windowOf = (windowId: number): BrowserWindow | undefined =>
  BrowserWindow.getAllWindows().find(({ webContents }) => webContents.id === windowId)
