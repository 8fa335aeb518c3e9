import { type FailureTable, say, server, text } from './failureText'

const refused: Readonly<Record<string, string>> = {
  private: 'It lies on this computer or in its network. Name the address in your question if it is meant.',
  scheme: 'Only addresses that begin with http or https are read.',
  credentials: 'It holds a name or a password.',
  address: 'It is not an address of a web page.',
}

/** Words for what goes wrong with pages of the web, and with searching it. */
export const webFailures = {
  'web/refused': {
    title: 'This address is not read',
    explain: (data) => refused[text(data, 'reason') ?? ''] ?? 'Parley does not read such addresses.',
    action: 'none',
  },
  'web/unreachable': {
    title: 'The page cannot be reached',
    explain: (data) => `${server(data)} did not answer. Is this computer online?`,
    action: 'again',
  },
  'web/status': {
    title: 'The server does not give the page',
    explain: (data) => `${server(data)} answered with status ${text(data, 'status') ?? 'unknown'}.`,
    action: 'none',
  },
  'web/redirects': {
    title: 'The page leads on without end',
    explain: say('Each address led to another one. Reading was ended after five.'),
    action: 'none',
  },
  'web/timeout': {
    title: 'The page took too long',
    explain: say('It did not come within twenty seconds.'),
    action: 'again',
  },
  'web/too-large': {
    title: 'The page is too large',
    explain: say('Pages of up to 5 MB are read.'),
    action: 'none',
  },
  'web/unsupported-type': {
    title: 'This kind of page cannot be read',
    explain: (data) =>
      `It is of the type ${text(data, 'type') ?? 'unknown'}. Texts, web pages and PDFs are read.`,
    action: 'none',
  },
  'web/unreadable': {
    title: 'The page cannot be read',
    explain: (data) =>
      data.reason === 'empty'
        ? 'There is no text in it without running its scripts.'
        : 'Reading it took too long or too much memory, and was ended.',
    action: 'none',
  },
  'search/not-set-up': {
    title: 'Web search is not set up',
    explain: say('Choose in Settings, Tools, what to search with, and give its address or key.'),
    action: 'none',
  },
  'search/no-results': {
    title: 'Nothing was found',
    explain: say('The search gave no results.'),
    action: 'none',
  },
  'search/bad-key': {
    title: 'The search key is not accepted',
    explain: (data) => `${server(data)} refuses the key. Check it in Settings, Tools.`,
    action: 'none',
  },
  'search/no-credit': {
    title: 'The search account is used up',
    explain: (data) => `${server(data)} wants a plan or credit for more searches.`,
    action: 'none',
  },
  'search/rate-limited': {
    title: 'Too many searches at once',
    explain: (data) => `${server(data)} asks to wait. Try again in a moment.`,
    action: 'again',
  },
  'search/no-json': {
    title: 'The SearXNG server gives no JSON',
    explain: (data) =>
      `${server(data)} refuses the format. Its settings.yml needs json under search, formats; many public servers switch it off.`,
    action: 'none',
  },
  'search/malformed': {
    title: 'This is no search server',
    explain: (data) => `${server(data)} answered with something else than search results. Check the address.`,
    action: 'none',
  },
  'search/unreachable': {
    title: 'The search server cannot be reached',
    explain: (data) => `${server(data)} did not answer. Is the address right, and is it running?`,
    action: 'again',
  },
  'search/server-error': {
    title: 'The search server has a fault',
    explain: (data) => `${server(data)} answered with status ${text(data, 'status') ?? 'unknown'}.`,
    action: 'again',
  },
} satisfies FailureTable
