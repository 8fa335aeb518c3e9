import { Buffer } from 'node:buffer'
import type { CopiedReason } from '@shared/model/insertion'
import type { FrontWindow, InsertionPlace } from '../textInsertion'
import { keyExtension, loadKeyMap, pasteChord, pressChord } from './keys'
import { convert, type Formats, readSelection } from './readSelection'
import * as requests from './requests'
import { SelectionOwner, type Taken } from './SelectionOwner'
import { type PasteWay, pasteWay } from './terminals'
import { activate, foundWindow, isInFront } from './windows'
import type { X11Connection } from './X11Connection'

/** A program that is busy takes a paste late. */
const takenMs = 3_000
/** Some ask more than once for one paste: it is over when they have been quiet for so long. */
const quietMs = 120
/** A program gives what is selected at once, or is busy. */
const selectedMs = 1_000
/** A request of another connection than the window's is a paste where none of its own comes within this. */
const strangerMs = 600

export interface Insertion {
  readonly text: string
  readonly target: FrontWindow
  readonly place: InsertionPlace
}

export interface Pasted {
  readonly problem: CopiedReason | null
  /** Resolves once nothing of the old clipboard is held here any more. */
  readonly whenLost: Promise<void>
}

/** The words in the formats in which programs ask for text, and a word to those who keep a history. */
const textFormats = async (
  connection: X11Connection,
  text: string,
): Promise<{ readonly formats: Formats; readonly hints: ReadonlySet<number> }> => {
  const data = Buffer.from(text, 'utf8')
  const names = ['UTF8_STRING', 'text/plain;charset=utf-8', 'text/plain', 'TEXT', 'x-kde-passwordManagerHint']
  const [utf8 = 0, typed = 0, plain = 0, any = 0, hint = 0] = await Promise.all(
    names.map((name) => connection.atom(name)),
  )
  const formats = new Map<number, requests.Property>([
    [utf8, { type: utf8, format: 8, data }],
    [typed, { type: typed, format: 8, data }],
    [plain, { type: plain, format: 8, data }],
    [any, { type: utf8, format: 8, data }],
    [hint, { type: hint, format: 8, data: Buffer.from('secret', 'latin1') }],
  ])
  // By the protocol it is Latin-1, which programs that ask for nothing else read rightly.
  if (/^[\n\t\x20-\x7e\xa0-\xff]*$/.test(text))
    formats.set(requests.atoms.string, {
      type: requests.atoms.string,
      format: 8,
      data: Buffer.from(text, 'latin1'),
    })
  return { formats, hints: new Set([hint]) }
}

/** The server's time, which takes a change of a property to be told. */
const serverTime = async (connection: X11Connection, window: number): Promise<number> => {
  const property = await connection.atom('PARLEY_TIME')
  const told = connection.next(
    (code, event) =>
      code === requests.events.propertyNotify && event.readUInt32LE(8) === property
        ? event.readUInt32LE(12)
        : null,
    1_000,
  )
  const nothing = { type: requests.atoms.string, format: 8, data: Buffer.alloc(0) }
  connection.send(requests.changeProperty(window, property, nothing, 'append'))
  return told
}

/** What is selected in the window; empty where that is not known. */
const selectedIn = async (connection: X11Connection, window: number, target: number): Promise<string> => {
  const { primary } = requests.atoms
  const owner = (await connection.ask(requests.getSelectionOwner(primary))).readUInt32LE(8)
  if (owner === 0 || !connection.isSameProgram(owner, target)) return ''
  const utf8 = await connection.atom('UTF8_STRING')
  const found = await convert(connection, { window, selection: primary, target: utf8 }, selectedMs)
  return found?.data.toString('utf8') ?? ''
}

/**
 * Pasting goes over what is selected, and no key takes the caret behind it in every program: what is selected
 * is written once more, with the words behind it.
 */
export const behind = (selected: string, text: string): string => {
  if (selected === '' || /\s$/.test(selected)) return selected + text
  return selected + (/\n/.test(selected + text) ? '\n' : ' ') + text
}

/** Follows who takes the words, to know when the paste is done. */
class Takers {
  private readonly taken: Taken[] = []
  private heard: () => void = () => {}

  constructor(
    private readonly connection: X11Connection,
    private readonly target: number,
  ) {}

  readonly note = (taken: Taken): void => {
    if (!taken.isContent) return
    this.taken.push(taken)
    this.heard()
  }

  /** Those who take before any key was pressed keep a history. */
  forget(): void {
    this.taken.length = 0
  }

  /** Resolves with whether the words were taken, once those who take them are done. */
  async settle(): Promise<boolean> {
    const isByTarget = () =>
      this.taken.some(({ requestor }) => this.connection.isSameProgram(requestor, this.target))
    if (!(await this.until(() => this.taken.length > 0, takenMs))) return false
    await this.until(isByTarget, strangerMs)
    for (let count = -1; count !== this.taken.length; ) {
      count = this.taken.length
      await this.until(() => this.taken.length > count, quietMs)
    }
    return true
  }

  private until(isSo: () => boolean, limitMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (found: boolean) => {
        clearTimeout(timer)
        this.heard = () => {}
        resolve(found)
      }
      const timer = setTimeout(() => settle(false), limitMs)
      this.heard = () => {
        if (isSo()) settle(true)
      }
      this.heard()
    })
  }
}

/**
 * Brings a window to the front, holds the words on the clipboard, has it paste, and holds what was on the
 * clipboard before from then on, in all its formats. X has no other store than the program that copied: who
 * takes the clipboard has to answer for what was on it.
 */
export const insertByPaste = async (
  connection: X11Connection,
  { text, target: found, place }: Insertion,
): Promise<Pasted> => {
  const target = Number(found.id)
  const facts = await foundWindow(connection, found)
  if (!facts) return { problem: 'gone', whenLost: Promise.resolve() }
  const way: PasteWay = pasteWay(facts)
  const window = connection.newId()
  const { propertyChange } = requests.eventMasks
  connection.send(requests.createWindow(window, connection.server.root, propertyChange))
  const [extension, map] = await Promise.all([keyExtension(connection), loadKeyMap(connection)])
  const chord = pasteChord(map, way.chord)
  if (extension === null || !chord) return { problem: 'no-way', whenLost: Promise.resolve() }
  try {
    await activate(connection, target, await serverTime(connection, window))
  } catch {
    const isThere = (await foundWindow(connection, found)) !== null
    return { problem: isThere ? 'not-in-front' : 'gone', whenLost: Promise.resolve() }
  }

  const selection = way.selection === 'primary' ? requests.atoms.primary : await connection.atom('CLIPBOARD')
  const before = await readSelection(connection, window, selection)
  const kept = place === 'behind-selection' ? await selectedIn(connection, window, target) : ''
  const { formats, hints } = await textFormats(connection, behind(kept, text))
  const takers = new Takers(connection, target)
  const owner = new SelectionOwner({ connection, window, hints, onTaken: takers.note })
  owner.hold(selection, formats, await serverTime(connection, window))
  await connection.sync()
  takers.forget()
  // Programs take their time to give what they hold, and the user may have gone to another one meanwhile.
  const isStillInFront = await isInFront(connection, target)
  if (isStillInFront) await pressChord(connection, extension, map, chord)
  const isTaken = isStillInFront && (await takers.settle())
  if (before === null || before.size === 0) owner.drop(selection)
  else owner.exchange(selection, before)
  const failed = isStillInFront ? 'not-taken' : 'not-in-front'
  return { problem: isTaken ? null : failed, whenLost: owner.whenLost() }
}
