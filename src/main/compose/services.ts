import { Intents } from '../desktop/Intents'
import { type AnswersSurroundings, composeAnswers } from './answers'
import { composeFoundation, type FoundationSurroundings } from './foundation'
import { composeHistory } from './history'
import { composePictures, type PicturesSurroundings } from './pictures'
import { composePreview, type PreviewSurroundings } from './preview'
import { composeSpeech, type SpeechSurroundings } from './speech'
import { composeSync, type SyncSurroundings } from './sync'
import { composeTemporary } from './temporary'
import { composeToolServers, type ToolServersSurroundings } from './toolServers'
import { composeTransfer, type TransferSurroundings } from './transfer'
import { composeWeb, type WebSurroundings } from './web'

/** What the services need of the outside. */
export type Surroundings = FoundationSurroundings &
  PicturesSurroundings &
  PreviewSurroundings &
  AnswersSurroundings &
  SpeechSurroundings &
  SyncSurroundings &
  ToolServersSurroundings &
  TransferSurroundings &
  WebSurroundings

export type AppServices = ReturnType<typeof createServices>

/**
 * Makes each service once and gives it what it needs. Nothing starts here, and nothing here knows Electron.
 */
export const createServices = (surroundings: Surroundings) => {
  // History and transfer keep out of each other's way: each is asked only when both are there.
  const isReplacing = () => history.backups.isRestoring
  const isTransferring = () =>
    transfer.imports.isRunning || transfer.historyExports.isRunning || pictures.pictureExport.isRunning

  const foundation = composeFoundation(surroundings)
  const pictures = composePictures(foundation, surroundings, isReplacing)
  const web = composeWeb(foundation, surroundings)
  const servers = composeToolServers(foundation, surroundings, pictures)
  const answers = composeAnswers(foundation, { ...pictures, ...web, ...servers }, surroundings)
  const temporaries = composeTemporary(foundation, answers, pictures)
  const history = composeHistory(foundation, { ...answers, ...temporaries }, isTransferring)
  const speech = composeSpeech(foundation, answers, surroundings)
  const transfer = composeTransfer(foundation, history.organizer, surroundings, isReplacing)
  const synced = composeSync(foundation, answers, history, surroundings)
  return {
    ...foundation,
    ...pictures,
    ...web,
    ...servers,
    ...answers,
    ...temporaries,
    ...history,
    ...speech,
    ...transfer,
    ...synced,
    ...composePreview(foundation, surroundings),
    intents: new Intents(foundation.events),
    /** Answers in progress are interrupted and written, then the library closes. */
    close: async () => {
      await synced.closeSync()
      history.titles.dispose()
      history.backups.dispose()
      // Leaves no draft behind.
      await transfer.historyExports.cancel()
      await pictures.pictureExport.cancel()
      await pictures.draggedPictures.clear()
      await answers.runner.interruptAll()
      await servers.toolServers.close()
      web.pageReader.close()
      await foundation.unsaved.retry()
      foundation.feeds.dispose()
      foundation.unsaved.dispose()
      await foundation.library.close()
      await foundation.transport.close()
    },
  }
}
