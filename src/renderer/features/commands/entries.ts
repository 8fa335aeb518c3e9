import type { OfferedPrompts } from '@shared/ipc/serverContent'
import type { Command } from '@shared/model/command'
import { type Piece, parseCommand } from '@shared/model/commandText'
import { drawPromptOf } from '@shared/model/drawCommand'
import type { ServerPrompt } from '@shared/model/toolServer'

/** What `/` lists. */
export interface Entry {
  readonly id: string
  /** What is typed behind the slash. */
  readonly slug: string
  readonly title: string
  /** What it does, in a line. */
  readonly detail: string
  /** Whose it is, where it is neither the user's nor the app's; null: theirs. */
  readonly origin: string | null
  readonly action:
    | { readonly type: 'draw' }
    | { readonly type: 'command'; readonly command: Command }
    | { readonly type: 'prompt'; readonly offered: OfferedPrompts; readonly prompt: ServerPrompt }
}

export const slugOf = (name: string): string => name.trim().toLowerCase().replace(/\s+/g, '-')

const drawing: Entry = {
  id: 'draw',
  slug: 'image',
  title: 'Image',
  detail: 'Draw a picture',
  origin: null,
  action: { type: 'draw' },
}

const mostDetail = 120

/** What is not asked of the user is told by its name. */
const wordsOf = (piece: Piece): string => {
  if (piece.type === 'text') return piece.text
  return piece.type === 'read' && piece.word === 'language' ? 'your language' : '…'
}

/** The first line of a prompt tells what it does; a blank in it is left open. */
const firstLine = (prompt: string): string =>
  parseCommand(prompt.split('\n', 1)[0] ?? '')
    .map(wordsOf)
    .join('')
    .replaceAll('….', '…')
    .slice(0, mostDetail)

/** The user's commands and our own, then what servers offer. */
export const entriesOf = (
  commands: readonly Command[],
  offers: readonly OfferedPrompts[] = [],
): readonly Entry[] => [
  ...commands.map(
    (command): Entry => ({
      id: command.id,
      slug: slugOf(command.name),
      title: command.name,
      detail: firstLine(command.prompt),
      origin: null,
      action: { type: 'command', command },
    }),
  ),
  drawing,
  ...offers.flatMap((offered) =>
    offered.prompts.map(
      (prompt): Entry => ({
        id: `prompt ${offered.serverId} ${prompt.name}`,
        slug: `${offered.prefix}:${slugOf(prompt.name)}`,
        title: prompt.title ?? prompt.name,
        detail: prompt.description || (prompt.title ?? ''),
        origin: offered.serverName,
        action: { type: 'prompt', offered, prompt },
      }),
    ),
  ),
]

/** Longer ones are no names any more. */
const mostQuery = 80

/** What is looked for; null where the text is no beginning of a command. */
export const queryOf = (text: string): string | null => {
  if (!text.startsWith('/') || text.length > mostQuery || text.includes('\n')) return null
  const query = text.slice(1)
  // The words of a picture are typed behind its command, in the field itself.
  if (/^\s/.test(query) || (drawPromptOf(text) !== null && /\s/.test(query))) return null
  return query
}

/** How well an entry fits: smaller is better, null where it does not. */
const rank = ({ slug, title, detail }: Entry, query: string): number | null => {
  if (slug.startsWith(query) || title.toLowerCase().startsWith(query)) return 0
  const beginsWord = (text: string) => text.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(query))
  if (beginsWord(slug)) return 1
  // Several words are a question sooner than a description.
  if (/\s/.test(query)) return null
  if (slug.includes(query)) return 2
  return query.length > 1 && beginsWord(detail.toLowerCase()) ? 3 : null
}

export interface Match {
  readonly entry: Entry
  /** The words behind the name; null: none yet. */
  readonly rest: string | null
}

/** The entries that fit, the best first; with more words behind a whole name the one of that name. */
export const matchesOf = (query: string, entries: readonly Entry[]): readonly Match[] => {
  const needle = query.trim().toLowerCase()
  if (needle === '') return entries.map((entry) => ({ entry, rest: null }))
  const ranked = entries.flatMap((entry) => {
    const order = rank(entry, needle)
    return order === null ? [] : [{ entry, order }]
  })
  if (ranked.length > 0)
    return ranked
      .toSorted((one, other) => one.order - other.order)
      .map(({ entry }) => ({ entry, rest: null }))
  const [slug = '', ...words] = query.split(/\s+/)
  const rest = words.join(' ').trim()
  return entries
    .filter((entry) => rest !== '' && entry.slug === slug.toLowerCase())
    .map((entry) => ({ entry, rest: query.slice(slug.length).trim() }))
}
