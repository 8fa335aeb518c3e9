import type { AppContract } from '@shared/ipc/contract'
import type { Handlers } from '../contexts'
import { appHandlers } from './app'
import { assistantsHandlers } from './assistants'
import { backgroundHandlers } from './background'
import { backupsHandlers } from './backups'
import { captureHandlers } from './capture'
import { commandsHandlers } from './commands'
import { conversationsHandlers } from './conversations'
import { costsHandlers } from './costs'
import { dictateAnywhereHandlers } from './dictateAnywhere'
import { dictationHandlers } from './dictation'
import { enginesHandlers } from './engines'
import { filesHandlers } from './files'
import { foldersHandlers } from './folders'
import { galleryHandlers } from './gallery'
import { intentsHandlers } from './intents'
import { pictureExportHandlers } from './pictureExport'
import { pictureGenerationHandlers } from './pictureGeneration'
import { picturesHandlers } from './pictures'
import { previewHandlers } from './preview'
import { quickHandlers } from './quick'
import { runsHandlers } from './runs'
import { serverContentHandlers } from './serverContent'
import { settingsHandlers } from './settings'
import { speechHandlers } from './speech'
import { syncHandlers } from './sync'
import { temporaryHandlers } from './temporary'
import { toolServersHandlers } from './toolServers'
import { toolsHandlers } from './tools'
import { transferHandlers } from './transfer'
import { webSearchHandlers } from './webSearch'

/** One a domain, each beside its part of the contract in `shared/ipc`, and saying what it needs. */
const domains = [
  appHandlers,
  assistantsHandlers,
  backgroundHandlers,
  backupsHandlers,
  captureHandlers,
  commandsHandlers,
  conversationsHandlers,
  costsHandlers,
  dictateAnywhereHandlers,
  dictationHandlers,
  enginesHandlers,
  filesHandlers,
  foldersHandlers,
  galleryHandlers,
  intentsHandlers,
  pictureExportHandlers,
  pictureGenerationHandlers,
  picturesHandlers,
  previewHandlers,
  quickHandlers,
  runsHandlers,
  serverContentHandlers,
  settingsHandlers,
  speechHandlers,
  syncHandlers,
  temporaryHandlers,
  toolsHandlers,
  toolServersHandlers,
  transferHandlers,
  webSearchHandlers,
] as const
type Domain = (typeof domains)[number]

/** All members of a union at once. */
type Together<U> = (U extends unknown ? (each: U) => void : never) extends (all: infer T) => void ? T : never

/** All that handlers may reach. Electron's part comes as functions. */
export type Services = Together<Parameters<Domain>[0]>

/** The one complete list of what a window may ask. Input is already parsed, the caller is already trusted. */
export const handlers = (services: Services): Handlers<AppContract> => {
  const tables = domains.map((domain) => domain(services))
  // The type is exact: what any domain's table lacks is missing here, and does not compile.
  return Object.assign({}, ...tables) as Together<ReturnType<Domain>>
}
