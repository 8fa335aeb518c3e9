import type { AppContract } from '@shared/ipc/contract'
import { parseOpenable } from './navigation'

/** What a page that was taken over may not do by itself, however trusted its window is. */
export interface Guard {
  /** It takes a press of the user's in that window, which is spent by it. */
  readonly takesPress?: (input: unknown) => boolean
  /** Asks an engine: one that was connected since the last press in that window is not asked. */
  readonly asksEngine?: true
  /** Changes which servers there are. */
  readonly connectsEngine?: true
  /** More of them within a second are refused, whatever is held down. */
  readonly mostPerSecond?: number
}

const always = () => true
const field = (input: unknown, name: string): unknown =>
  typeof input === 'object' && input !== null ? (input as Readonly<Record<string, unknown>>)[name] : undefined
/** What is refused anyway spends nothing. */
const isOpenable = (input: unknown): boolean => {
  const url = field(input, 'url')
  return typeof url === 'string' && parseOpenable(url) !== null
}

/** A file of certificates comes from a dialog, long after its press, and leads nowhere else by itself. */
const isOtherWay = (input: unknown): boolean =>
  Object.keys(Object(field(input, 'change'))).some((name) => name !== 'caFile')

/** A folder comes from a dialog, long after its press; an address can itself carry away what was read. */
const isServer = (input: unknown): boolean => field(field(input, 'place'), 'type') !== 'folder'

const outside: Guard = { takesPress: always, mostPerSecond: 3 }
const brings: Guard = { takesPress: always, mostPerSecond: 3 }
const asks: Guard = { asksEngine: true }

export const guardedCalls: Readonly<Partial<Record<keyof AppContract, Guard>>> = {
  // An address can carry away what was read, and opens a program outside.
  'app.openLink': { takesPress: isOpenable, mostPerSecond: 3 },
  'app.showFolder': outside,
  'pictures.reveal': outside,
  'pictures.showExport': outside,
  'transfer.showExport': outside,
  // What other programs hold, and what the screen shows.
  'capture.selection': brings,
  'capture.clipboard': brings,
  'capture.words': brings,
  'capture.screen': brings,
  // Keys are pressed in another program.
  'quick.insert': brings,
  // Opens a dialog of the system.
  'preview.save': outside,
  // Comes from a press in the dialog that asks about it.
  'transfer.importDropped': brings,
  // What is said in the room.
  'dictation.hold': { takesPress: always },
  // Outlives Parley's own end.
  'background.setStartAtLogin': { takesPress: always },
  // Another server would be sent what is asked from then on. The built-in engine sends nothing anywhere.
  'engines.connect': { takesPress: (input) => field(input, 'kind') !== 'builtin', connectsEngine: true },
  // Another way could lead past whom the user trusts.
  'engines.changeConnection': { takesPress: isOtherWay, connectsEngine: true },
  'engines.chooseCertificates': { takesPress: always },
  // What a tool does outside cannot be taken back.
  'tools.answer': { takesPress: always },
  'toolServers.answer': { takesPress: always, mostPerSecond: 3 },
  'tools.setPolicy': { takesPress: always },
  'tools.setOriginPolicy': { takesPress: always },
  // What a server is given decides what it does, and may lead it elsewhere.
  'toolServers.add': brings,
  'toolServers.change': { takesPress: always },
  'toolServers.chooseProgram': brings,
  // A program is started on this computer; to switch one off is always allowed.
  'toolServers.setOn': { takesPress: (input) => field(input, 'isOn') !== false },
  'toolServers.tryAgain': { takesPress: always },
  // Other programs' keys are among what is found.
  'toolServers.find': brings,
  'toolServers.openBundle': brings,
  // Every search goes there, and an address can itself carry away what was read.
  'webSearch.setAddress': { takesPress: always },
  'webSearch.test': { takesPress: always },
  // The whole history goes where the page says, and the words that open it come to the page.
  'sync.start': { takesPress: always },
  'sync.join': { takesPress: always },
  'sync.enterWords': { takesPress: always },
  'sync.removeDevice': { takesPress: always },
  'sync.look': { takesPress: isServer, mostPerSecond: 3 },
  'sync.changePlace': { takesPress: isServer, mostPerSecond: 3 },
  // The keys of the history are forgotten, or much of it is deleted.
  'sync.leave': { takesPress: always },
  'sync.settleDeletion': { takesPress: always },
  // A network that comes and goes must not have a server asked all the time.
  'sync.networkIsBack': { mostPerSecond: 1 },
  // Open dialogs of the system.
  'sync.chooseFolder': outside,
  'sync.saveWords': outside,
  'sync.printWords': outside,
  // What such a server would be sent.
  'runs.start': asks,
  'runs.enqueue': asks,
  'runs.regenerate': asks,
  'runs.alsoAsk': asks,
  'runs.continue': asks,
  'speech.read': asks,
  'speech.sample': asks,
  'dictation.transcribe': asks,
  'dictateAnywhere.retry': asks,
}
