import { app } from './app'
import { assistants } from './assistants'
import { background } from './background'
import { backups } from './backups'
import { capture } from './capture'
import { commands } from './commands'
import { conversations } from './conversations'
import { costs } from './costs'
import { dictateAnywhere } from './dictateAnywhere'
import { dictation } from './dictation'
import { engines } from './engines'
import { files } from './files'
import { folders } from './folders'
import { gallery } from './gallery'
import { intents } from './intents'
import { pictureExport } from './pictureExport'
import { pictureGeneration } from './pictureGeneration'
import { pictures } from './pictures'
import { preview } from './preview'
import { quick } from './quick'
import { runs } from './runs'
import { serverContent } from './serverContent'
import { settings } from './settings'
import { speech } from './speech'
import { sync } from './sync'
import { temporary } from './temporary'
import { toolServers } from './toolServers'
import { tools } from './tools'
import { transfer } from './transfer'
import { webSearch } from './webSearch'

/** All that a window may ask of main. */
export const contract = {
  ...app,
  ...serverContent,
  ...settings,
  ...assistants,
  ...engines,
  ...backups,
  ...conversations,
  ...folders,
  ...runs,
  ...files,
  ...pictures,
  ...pictureExport,
  ...pictureGeneration,
  ...gallery,
  ...speech,
  ...costs,
  ...transfer,
  ...intents,
  ...background,
  ...quick,
  ...preview,
  ...capture,
  ...commands,
  ...dictation,
  ...temporary,
  ...dictateAnywhere,
  ...tools,
  ...toolServers,
  ...webSearch,
  ...sync,
}
export type AppContract = typeof contract
