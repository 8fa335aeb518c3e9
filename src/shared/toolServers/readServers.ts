import { type ServerDraft, serverAddressSchema, serverNameSchema } from '../model/toolServer'
import { commandWords } from './commandWords'
import { parseLooseJson } from './looseJson'
import { nameOfCommand, nameOfUrl } from './serverName'

type Entry = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is Entry =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): value is string => typeof value === 'string'
const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value)
    ? value.flatMap((each) => (isText(each) ? [each] : typeof each === 'number' ? [String(each)] : []))
    : []

/** A value that a program was to fill in: only its name is known. */
const isPlaceholder = (value: string): boolean => /^\$\{[^}]*\}$|^<[^>]*>$|^\$[A-Z_]+$/.test(value.trim())

const secretsOf = (value: unknown): Readonly<Record<string, string>> =>
  isRecord(value)
    ? Object.fromEntries(
        Object.entries(value).flatMap(([name, each]) =>
          isText(each) || typeof each === 'number' || typeof each === 'boolean'
            ? [[name, isPlaceholder(String(each)) ? '' : String(each)]]
            : [],
        ),
      )
    : {}

/** A draft as far as it can be kept; null where a name or an address makes no sense. */
const checked = (name: string, address: unknown, secrets: ServerDraft['secrets']): ServerDraft | null => {
  const parsed = serverAddressSchema.safeParse(address)
  const parsedName = serverNameSchema.safeParse(name.slice(0, 100))
  return parsed.success && parsedName.success
    ? { name: parsedName.data, address: parsed.data, secrets }
    : null
}

/** An address with a password is none to be kept: it is shown, and stands in the settings. */
const httpDraft = (url: string, name: string | null, headers: ServerDraft['secrets']): ServerDraft | null =>
  /^https?:\/\/[^/?#\s@]+(?:[/?#]|$)/i.test(url)
    ? checked(name ?? nameOfUrl(url), { type: 'http', url, headers: Object.keys(headers) }, headers)
    : null

interface Command {
  readonly command: string
  readonly args: readonly string[]
  readonly secrets: ServerDraft['secrets']
  readonly cwd?: string | null
}

/** `docker run -e NAME` takes the variable from where it is started: its value is wanted, too. */
const passedOn = ({ command, args }: Command): readonly string[] =>
  /(?:^|[/\\])(?:docker|podman)(?:\.exe)?$/.test(command)
    ? args.filter((arg, at) => ['-e', '--env'].includes(args[at - 1] ?? '') && /^\w+$/.test(arg))
    : []

const stdioDraft = (given: Command, name: string | null): ServerDraft | null => {
  const { command, args, cwd = null } = given
  const secrets = { ...Object.fromEntries(passedOn(given).map((each) => [each, ''])), ...given.secrets }
  const address = { type: 'stdio', command, args, env: Object.keys(secrets), cwd }
  return checked(name ?? nameOfCommand(command, args), address, secrets)
}

/** One server of JSON, in the words of any of the programs that read such. */
const draftOf = (entry: Entry, name: string | null): ServerDraft | null => {
  const own = name ?? [entry.name, entry.id].find(isText) ?? null
  const url = [entry.url, entry.serverUrl, entry.httpUrl, entry.uri].find(isText)
  if (url !== undefined) return httpDraft(url, own, secretsOf(entry.headers))
  // Zed's older files have the whole command as an object.
  const inner = isRecord(entry.command) ? entry.command : entry
  const whole = textsOf(inner.command)
  const command = [inner.path, inner.command, whole[0]].find(isText)
  if (command === undefined || command === '') return null
  const secrets = secretsOf(inner.env ?? entry.env ?? entry.environment)
  const args = whole.length > 0 ? whole.slice(1) : textsOf(inner.args ?? entry.args)
  const cwd = isText(entry.cwd) && entry.cwd !== '' ? entry.cwd : null
  const words =
    args.length === 0 && / /.test(command) && !/^([A-Za-z]:)?[/\\]/.test(command)
      ? commandWords(command)
      : null
  const [first = command, ...rest] = words ?? [command, ...args]
  return stdioDraft({ command: first, args: rest, secrets, cwd }, own)
}

/** Where programs keep their servers, by name. */
const listsOf = (json: Entry): readonly unknown[] => {
  const { mcp } = json
  return [
    json.mcpServers,
    json.servers,
    json['mcp.servers'],
    json.context_servers,
    isRecord(mcp) ? (mcp.servers ?? mcp.mcpServers ?? mcp) : undefined,
  ]
}

/** The servers of a file's JSON; empty where there are none. */
export const serversInJson = (json: unknown): readonly ServerDraft[] => {
  if (Array.isArray(json)) return json.flatMap(serversInJson)
  if (!isRecord(json)) return []
  const list = listsOf(json).find((each) => isRecord(each) || Array.isArray(each))
  if (Array.isArray(list)) return list.flatMap(serversInJson)
  const single = list === undefined ? draftOf(json, null) : null
  if (single) return [single]
  return Object.entries(isRecord(list) ? list : json).flatMap(([name, entry]) => {
    const draft = isRecord(entry) ? draftOf(entry, name) : null
    return draft ? [draft] : []
  })
}

const readJson = (text: string): readonly ServerDraft[] | null => {
  // A README often shows a piece out of the middle: `"name": { … }`.
  for (const whole of [text, `{${text}}`])
    try {
      return serversInJson(parseLooseJson(whole))
    } catch {
      // It is tried in another way, or is no JSON.
    }
  return null
}

/** Options of `claude mcp add` and its like that take a word, which is of no concern here. */
const wordOptions = new Set(['-s', '--scope', '-t', '--transport', '--client', '--callback-port'])

/** `claude mcp add NAME -- COMMAND`, `claude mcp add --transport http NAME URL`, and their like. */
const addedByCommand = (words: readonly string[]): ServerDraft | null => {
  const secrets: Record<string, string> = {}
  const headers: Record<string, string> = {}
  const rest = [...words]
  const plain: string[] = []
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') break
    if (wordOptions.has(word)) rest.shift()
    else if (word === '-e' || word === '--env' || word === '-H' || word === '--header') {
      const pair = rest.shift() ?? ''
      const at = pair.search(/[=:]/)
      const target = word === '-e' || word === '--env' ? secrets : headers
      if (at > 0) target[pair.slice(0, at).trim()] = pair.slice(at + 1).trimStart()
    } else if (plain.length > 0 || !word.startsWith('-')) plain.push(word)
    // A name and a command: all that follows belongs to the command.
    if (plain.length === 2) break
  }
  const [name = '', ...others] = [...plain, ...rest]
  const [command = '', ...args] = others
  if (/^https?:\/\//.test(command)) return httpDraft(command, name, headers)
  return command === '' ? null : stdioDraft({ command, args, secrets }, name)
}

const readCommand = (text: string): readonly ServerDraft[] => {
  const words = commandWords(text.replace(/^\s*[$>#]\s+/, ''))
  if (words === null) return []
  const adding = words.findIndex((word, at) => word === 'add' && words[at - 1] === 'mcp')
  const addingJson = words.findIndex((word, at) => word === 'add-json' && words[at - 1] === 'mcp')
  if (addingJson >= 0) {
    const [name = '', json = ''] = words.slice(addingJson + 1).filter((word) => !word.startsWith('-'))
    return (readJson(json) ?? []).map((draft) => ({ ...draft, name }))
  }
  if (words[1] === '--add-mcp') return readJson(words[2] ?? '') ?? []
  if (adding >= 0) return listOf(addedByCommand(words.slice(adding + 1)))
  const secrets: Record<string, string> = {}
  const rest = [...words]
  if (rest[0] === 'env') rest.shift()
  for (let word = rest[0]; word !== undefined && /^[A-Za-z_]\w*=/.test(word); word = rest[0]) {
    const at = word.indexOf('=')
    secrets[word.slice(0, at)] = word.slice(at + 1)
    rest.shift()
  }
  const [command, ...args] = rest
  return command === undefined ? [] : listOf(stdioDraft({ command, args, secrets }, null))
}

const listOf = (draft: ServerDraft | null): readonly ServerDraft[] => (draft ? [draft] : [])

/** What stands between the fences of a block of Markdown; a text without them as it is. */
const unfenced = (text: string): string => {
  const lines = text.split('\n')
  const isFenced = lines.length > 2 && text.startsWith('```') && lines.at(-1)?.trim() === '```'
  return isFenced ? lines.slice(1, -1).join('\n').trim() : text
}

/**
 * The servers in what the user pasted: JSON of any shape that a README shows, a command line, or an address.
 * Nothing is started by it. Empty where it is none of these.
 */
export const readServers = (pasted: string): readonly ServerDraft[] => {
  const text = unfenced(pasted.trim())
  if (text === '') return []
  if (/^https?:\/\/\S+$/i.test(text)) return listOf(httpDraft(text, null, {}))
  if (/^[{["/]/.test(text)) {
    const found = readJson(text)
    if (found !== null) return found
  }
  // What begins like JSON or like an address is no command.
  return /^[{[]|^[a-z][\w+.-]+:\/\//i.test(text) ? [] : readCommand(text)
}
