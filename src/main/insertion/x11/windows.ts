import type { FrontWindow } from '../textInsertion'
import {
  atoms,
  clientMessage,
  eventMasks,
  events,
  getInputFocus,
  type Property,
  selectEvents,
} from './requests'
import { isTerminal } from './terminals'
import type { X11Connection } from './X11Connection'

/** What a window calls itself (`WM_CLASS`); null once it is closed. */
const windowFacts = async (
  connection: X11Connection,
  window: number,
): Promise<{ readonly instance: string; readonly program: string } | null> => {
  try {
    const named = await connection.property(window, atoms.wmClass)
    const [instance = '', program = ''] = (named?.data.toString('utf8') ?? '').split('\0')
    return { instance, program }
  } catch {
    return null
  }
}

/** Both are written by the program: `xterm` and `XTerm`, `mousepad` and `Mousepad`. */
const nameOf = ({ instance, program }: { readonly instance: string; readonly program: string }): string =>
  program || instance

/**
 * What the window that was found calls itself. Null once it is closed, also where the server has given its
 * number to a window of another program.
 */
export const foundWindow = async (
  connection: X11Connection,
  { id, name }: Pick<FrontWindow, 'id' | 'name'>,
) => {
  const facts = await windowFacts(connection, Number(id))
  return facts && nameOf(facts) === name ? facts : null
}

/** The windows or atoms that a property lists. */
const listed = (property: Property | null): readonly number[] =>
  property?.format === 32
    ? Array.from({ length: property.data.length / 4 }, (_, index) => property.data.readUInt32LE(index * 4))
    : []

const listIn = async (connection: X11Connection, window: number, name: string): Promise<readonly number[]> =>
  listed(await connection.property(window, await connection.atom(name)).catch(() => null))

/** Which one `_NET_ACTIVE_WINDOW` names; null for none. */
export const activeWindowOf = (property: Property | null): number | null =>
  listed(property).find((window) => window !== 0) ?? null

const activeWindow = async (connection: X11Connection): Promise<number | null> =>
  (await listIn(connection, connection.server.root, '_NET_ACTIVE_WINDOW')).find((window) => window !== 0) ??
  null

/** Panels and the desktop itself are never what the user works in; what is hidden is not in front. */
const isOrdinary = async (connection: X11Connection, window: number): Promise<boolean> => {
  const [types, states, dock, desktop, hidden] = await Promise.all([
    listIn(connection, window, '_NET_WM_WINDOW_TYPE'),
    listIn(connection, window, '_NET_WM_STATE'),
    connection.atom('_NET_WM_WINDOW_TYPE_DOCK'),
    connection.atom('_NET_WM_WINDOW_TYPE_DESKTOP'),
    connection.atom('_NET_WM_STATE_HIDDEN'),
  ])
  return !types.includes(dock) && !types.includes(desktop) && !states.includes(hidden)
}

/** The highest window under those that pass. */
const windowUnder = async (
  connection: X11Connection,
  isPassing: (window: number) => boolean,
): Promise<number | null> => {
  const stack = await listIn(connection, connection.server.root, '_NET_CLIENT_LIST_STACKING')
  for (const window of stack.toReversed())
    if (!isPassing(window) && (await isOrdinary(connection, window))) return window
  return null
}

/**
 * The window that the user works in. `active` is what the window manager says it is; where that is a passing
 * one of ours already, the one under it is meant.
 */
export const frontWindow = async (
  connection: X11Connection,
  active: number | null,
  isPassing: (window: number) => boolean,
): Promise<FrontWindow | null> => {
  const window = active !== null && isPassing(active) ? await windowUnder(connection, isPassing) : active
  const facts = window === null ? null : await windowFacts(connection, window)
  if (window === null || facts === null) return null
  return { id: String(window), name: nameOf(facts), isTerminal: isTerminal(facts) }
}

const everyWorkspace = 0xffff_ffff

/** Not every window manager goes to the workspace of a window that is to come to the front. */
const goToWorkspace = async (connection: X11Connection, window: number, time: number): Promise<void> => {
  const { root } = connection.server
  const [[wanted], [current]] = await Promise.all([
    listIn(connection, window, '_NET_WM_DESKTOP'),
    listIn(connection, root, '_NET_CURRENT_DESKTOP'),
  ])
  if (wanted === undefined || wanted === everyWorkspace || wanted === current) return
  connection.send(clientMessage(root, root, await connection.atom('_NET_CURRENT_DESKTOP'), [wanted, time]))
}

const activateMs = 2_000

/**
 * Brings a window to the front, from another workspace and out of the task bar too. Resolves once it has the
 * keys; rejects where that does not come.
 */
export const activate = async (connection: X11Connection, window: number, time: number): Promise<void> => {
  const { root } = connection.server
  const active = await connection.atom('_NET_ACTIVE_WINDOW')
  connection.send(selectEvents(root, eventMasks.propertyChange))
  await goToWorkspace(connection, window, time)
  const until = Date.now() + activateMs
  // 2: on behalf of the user, as a task bar asks; window managers refuse programs that push themselves.
  connection.send(clientMessage(root, window, active, [2, time, 0]))
  for (;;) {
    // It listens before it asks: what changes between the two is heard.
    const change = connection.next(
      (code, event) => (code === events.propertyNotify && event.readUInt32LE(8) === active ? true : null),
      Math.max(0, until - Date.now()),
    )
    change.catch(() => {})
    if ((await activeWindow(connection)) === window) break
    await change
  }
  // The keys follow the window manager's word, and may come a moment later.
  while (!(await hasKeys(connection, window))) {
    if (Date.now() > until) throw new Error('The window has no keys')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** The keys go to the window, or to one that its program made within it. */
const hasKeys = async (connection: X11Connection, window: number): Promise<boolean> => {
  const focus = (await connection.ask(getInputFocus())).readUInt32LE(8)
  // 0 and 1: nowhere, and wherever the pointer is.
  return focus === window || (focus > 1 && connection.isSameProgram(focus, window))
}

/** A key that is pressed now comes to the window, and to no other of the same program. */
export const isInFront = async (connection: X11Connection, window: number): Promise<boolean> => {
  const [active, isHeard] = await Promise.all([activeWindow(connection), hasKeys(connection, window)])
  return active === window && isHeard
}
