import { normalized } from '../../common/keys/accelerators'

/** How a desktop is told to open the quick-ask window by a key of its own. */
export interface DesktopSteps {
  readonly name: string
  readonly steps: readonly string[]
  /** A line for a file of its settings; absent where it is all done by pointing. */
  readonly line?: string
}

interface Key {
  readonly held: readonly ('Ctrl' | 'Super' | 'Alt' | 'Shift')[]
  readonly key: string
}

const keyOf = (accelerator: string): Key => {
  const parts = normalized(accelerator).split('+')
  const held = parts
    .slice(0, -1)
    .map((part) => (part === 'CmdOrCtrl' ? 'Ctrl' : part)) as Key['held'][number][]
  return { held, key: parts.at(-1) ?? '' }
}

/** Names of keys as X and Wayland's compositors know them. */
const keysyms: Readonly<Record<string, string>> = {
  Space: 'space',
  PageUp: 'Prior',
  PageDown: 'Next',
  Enter: 'Return',
  Backspace: 'BackSpace',
}
const keysymOf = (key: string): string => keysyms[key] ?? (/^[A-Z]$/.test(key) ? key.toLowerCase() : key)

/** Words of a shell's command that a file's own syntax would take for its own. */
const swayCommand = (command: string): string => command.replaceAll('$', String.raw`\$`)

const spellKey = ({ held, key }: Key): string => [...held, key].join('+')

const gnome = (key: Key): DesktopSteps => ({
  name: 'GNOME',
  steps: [
    'Open Settings, then Keyboard, then View and Customize Shortcuts, then Custom Shortcuts.',
    'Choose Add Shortcut (the plus sign).',
    'Name: Quick ask. Command: the line above.',
    `Choose Set Shortcut, press ${spellKey(key)}, then choose Add.`,
  ],
})
const plasma = (key: Key): DesktopSteps => ({
  name: 'KDE Plasma',
  steps: [
    'Open System Settings, then Keyboard, then Shortcuts (in Plasma 5: Workspace, then Shortcuts).',
    'Choose Add New, then Command or Script (in Plasma 5: Add Command).',
    'Put in the line above and choose Add.',
    `Choose Add custom shortcut beside it, press ${spellKey(key)}, then choose Apply.`,
  ],
})
const hyprland = ({ held, key }: Key, command: string): DesktopSteps => ({
  name: 'Hyprland',
  steps: ['Add this line to ~/.config/hypr/hyprland.conf. It holds as soon as the file is saved.'],
  line: `bind = ${held.map((modifier) => modifier.toUpperCase()).join(' ')}, ${keysymOf(key)}, exec, ${command}`,
})
const sway = ({ held, key }: Key, command: string): DesktopSteps => ({
  name: 'Sway',
  steps: ['Add this line to ~/.config/sway/config, then run: swaymsg reload'],
  line: `bindsym ${[...held.map((modifier) => swayModifiers[modifier]), keysymOf(key)].join('+')} exec ${swayCommand(command)}`,
})
const swayModifiers: Readonly<Record<Key['held'][number], string>> = {
  Ctrl: 'Ctrl',
  Super: 'Mod4',
  Alt: 'Mod1',
  Shift: 'Shift',
}

const known = [
  { matches: /gnome|unity|ubuntu/i, steps: gnome },
  { matches: /kde|plasma/i, steps: plasma },
  { matches: /hyprland/i, steps: hyprland },
  { matches: /sway/i, steps: sway },
] as const

/** The steps on every desktop that we know, the user's own (by XDG_CURRENT_DESKTOP) first. */
export const desktopSteps = (
  command: string,
  accelerator: string,
  currentDesktop: string,
): readonly DesktopSteps[] => {
  const key = keyOf(accelerator)
  const mine = known.findIndex(({ matches }) => matches.test(currentDesktop))
  const ordered = mine < 0 ? known : [known[mine], ...known.filter((_, index) => index !== mine)]
  return ordered.flatMap((desktop) => (desktop ? [desktop.steps(key, command)] : []))
}
