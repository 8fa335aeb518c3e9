import { normalized } from './accelerators'

interface Entry {
  readonly title: string
  readonly group: 'Conversations' | 'This conversation' | 'Parley'
  /** Electron's spelling; null: none to begin with. */
  readonly accelerator: string | null
}

/** Everything that can be done by a shortcut or from the command palette. */
export const commands = {
  'new-conversation': { title: 'New conversation', group: 'Conversations', accelerator: 'CmdOrCtrl+N' },
  'temporary-conversation': {
    title: 'Temporary conversation',
    group: 'Conversations',
    accelerator: 'CmdOrCtrl+Shift+N',
  },
  'search-history': { title: 'Search history', group: 'Conversations', accelerator: 'CmdOrCtrl+Shift+F' },
  'show-archive': { title: 'Show the archive', group: 'Conversations', accelerator: null },
  'show-trash': { title: 'Show the trash', group: 'Conversations', accelerator: null },
  'show-all': { title: 'Show all conversations', group: 'Conversations', accelerator: null },
  'new-folder': { title: 'New folder', group: 'Conversations', accelerator: null },
  'empty-trash': { title: 'Empty the trash', group: 'Conversations', accelerator: null },
  'undo-order': {
    title: 'Undo archiving, moving or deleting',
    group: 'Conversations',
    accelerator: 'CmdOrCtrl+Alt+Z',
  },
  rename: { title: 'Rename', group: 'This conversation', accelerator: null },
  pin: { title: 'Pin or unpin', group: 'This conversation', accelerator: null },
  archive: {
    title: 'Archive or put back',
    group: 'This conversation',
    accelerator: 'CmdOrCtrl+Shift+A',
  },
  move: { title: 'Move to folder', group: 'This conversation', accelerator: 'CmdOrCtrl+Shift+M' },
  trash: {
    title: 'Delete (move to trash)',
    group: 'This conversation',
    accelerator: 'CmdOrCtrl+Shift+Backspace',
  },
  export: { title: 'Export', group: 'This conversation', accelerator: null },
  find: { title: 'Find in conversation', group: 'This conversation', accelerator: 'CmdOrCtrl+F' },
  'previous-question': { title: 'Previous question', group: 'This conversation', accelerator: 'Alt+Up' },
  'next-question': { title: 'Next question', group: 'This conversation', accelerator: 'Alt+Down' },
  'focus-composer': { title: 'Write a message', group: 'This conversation', accelerator: 'CmdOrCtrl+L' },
  talk: { title: 'Hold to talk', group: 'This conversation', accelerator: 'CmdOrCtrl+D' },
  'hands-free': {
    title: 'Hands-free: talk, hear, talk again',
    group: 'This conversation',
    accelerator: 'CmdOrCtrl+Shift+H',
  },
  stop: { title: 'Stop answering', group: 'This conversation', accelerator: 'CmdOrCtrl+.' },
  regenerate: {
    title: 'Regenerate the last answer',
    group: 'This conversation',
    accelerator: 'CmdOrCtrl+Shift+E',
  },
  'copy-answer': {
    title: 'Copy the last answer',
    group: 'This conversation',
    accelerator: 'CmdOrCtrl+Shift+C',
  },
  'read-aloud': {
    title: 'Read the last answer aloud, or stop',
    group: 'This conversation',
    accelerator: 'CmdOrCtrl+Shift+R',
  },
  'pause-reading': {
    title: 'Pause reading aloud, or go on',
    group: 'This conversation',
    accelerator: 'CmdOrCtrl+Shift+P',
  },
  'next-sentence': {
    title: 'Skip to the next sentence',
    group: 'This conversation',
    accelerator: 'CmdOrCtrl+Shift+K',
  },
  palette: { title: 'Command palette', group: 'Parley', accelerator: 'CmdOrCtrl+K' },
  gallery: { title: 'Gallery', group: 'Parley', accelerator: 'CmdOrCtrl+Shift+G' },
  settings: { title: 'Settings', group: 'Parley', accelerator: 'CmdOrCtrl+,' },
  shortcuts: { title: 'Keyboard shortcuts', group: 'Parley', accelerator: 'CmdOrCtrl+/' },
  'toggle-theme': {
    title: 'Switch between light and dark',
    group: 'Parley',
    accelerator: 'CmdOrCtrl+Shift+D',
  },
} as const satisfies Readonly<Record<string, Entry>>

export type CommandId = keyof typeof commands
export const commandIds = Object.keys(commands) as readonly CommandId[]

/** What the user changed: another accelerator, or null for none. */
export type Changes = Readonly<Record<string, string | null>>

export const acceleratorFor = (id: CommandId, changes: Changes): string | null => {
  const changed = changes[id]
  return changed === undefined ? commands[id].accelerator : changed === null ? null : normalized(changed)
}

/** The command of an accelerator, or null. */
export const commandFor = (accelerator: string, changes: Changes): CommandId | null =>
  commandIds.find((id) => acceleratorFor(id, changes) === accelerator) ?? null

/** The changes with one more; one that is as at the beginning is no change. */
export const withShortcut = (changes: Changes, id: CommandId, accelerator: string | null): Changes => {
  const { [id]: _before, ...others } = changes
  return accelerator === commands[id].accelerator ? others : { ...others, [id]: accelerator }
}

/**
 * The application menu has some of these keys as well: where they were changed, it must not act on the old
 * ones.
 */
const menuCommands: readonly CommandId[] = ['new-conversation', 'search-history', 'gallery', 'settings']
export const isOnlyTheMenus = (accelerator: string, changes: Changes): boolean =>
  commandFor(accelerator, changes) === null &&
  menuCommands.some((id) => commands[id].accelerator === accelerator)
