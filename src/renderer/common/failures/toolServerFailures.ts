import type { FailureData } from '@shared/ipc/errors'
import { type FailureTable, say, server, text } from './failureText'

/** The program of a data's command, without its folder and Windows' endings. */
const program = (data: FailureData): string => {
  const command = text(data, 'command') ?? ''
  return (command.split(/[/\\]/).pop() ?? '').replace(/\.(cmd|exe|bat)$/i, '')
}

const named = (data: FailureData): string => text(data, 'command') ?? server(data)

/** What gets the programs by which most servers are started. */
const remedy = (data: FailureData): string => {
  if (['npx', 'npm', 'node'].includes(program(data)))
    return ' It comes with Node: install it from nodejs.org.'
  if (['uvx', 'uv'].includes(program(data))) return ' It comes with uv: install it from docs.astral.sh/uv.'
  if (['python', 'python3', 'pip'].includes(program(data))) return ' It comes with Python, from python.org.'
  if (program(data) === 'docker') return ' It comes with Docker, which must be running.'
  return ' Install it, or give its whole path.'
}

/** Words for tool servers. What a server wrote is shown apart, as its own words. */
export const toolServerFailures = {
  'toolServer/not-found': {
    title: 'This tool server is not there any more',
    explain: say('It was removed or switched off.'),
    action: 'none',
  },
  'toolServer/unreadable': {
    title: 'This was not understood',
    explain: say('Paste a command, an address that begins with http, or the JSON of a README.'),
    action: 'none',
  },
  'toolServer/needs-consent': {
    title: 'This tool server waits for your consent',
    explain: say('What it would start is new or was changed. Look at it in the settings, under Tools.'),
    action: 'none',
  },
  'toolServer/needs-sign-in': {
    title: 'This tool server wants you to sign in',
    explain: (data) =>
      `${server(data)} did not accept what it was given. Sign in in the settings, under Tools.`,
    action: 'none',
  },
  'toolServer/command-not-found': {
    title: 'The program of this tool server was not found',
    explain: (data) => `There is no “${text(data, 'command') ?? ''}” on this computer.${remedy(data)}`,
    action: 'none',
  },
  'toolServer/not-started': {
    title: 'This tool server did not start',
    explain: (data) => {
      const code = text(data, 'exitCode')
      return `${named(data)} ended before it answered${code ? ` (code ${code})` : ''}.`
    },
    action: 'again',
  },
  'toolServer/ended': {
    title: 'The tool server ended',
    explain: say('It went away in the middle of its work. It is started again when it is needed.'),
    action: 'again',
  },
  'toolServer/no-answer': {
    title: 'The tool server does not answer',
    explain: (data) => `${named(data)} gave no sign of life in time. A first start may take long: try again.`,
    action: 'again',
  },
  'toolServer/malformed': {
    title: 'The tool server gave an answer that makes no sense',
    explain: (data) => `What ${named(data)} writes is not the protocol of tool servers (MCP).`,
    action: 'none',
  },
  'toolServer/unreachable': {
    title: 'The tool server cannot be reached',
    explain: (data) => {
      const proxy = text(data, 'proxy')
      return proxy === null
        ? `${server(data)} does not answer. Check the address and the connection.`
        : `The proxy ${proxy} did not lead to ${server(data)}. Check the proxy of your system.`
    },
    action: 'again',
  },
  'toolServer/refused': {
    title: 'The tool server refused',
    explain: (data) => `${server(data)} answered with status ${text(data, 'status') ?? 'unknown'}.`,
    action: 'again',
  },
  'toolServer/failed': {
    title: 'The tool server reported an error',
    explain: say('It could not do what was asked. Asking in another way may help.'),
    action: 'again',
  },
} satisfies FailureTable
