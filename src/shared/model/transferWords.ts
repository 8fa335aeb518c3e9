import { counted, formatNumber } from '@shared/lib/amounts'
import type { LeftOut, TransferCounts, TransferResult, TransferSource } from './transfer'

const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`

/** "3 conversations, 12 messages and 1 picture"; what there is none of is not mentioned. */
export const countsInWords = (counts: TransferCounts): string =>
  listed(
    [
      counts.conversations > 0 ? counted(counts.conversations, 'conversation', 'conversations') : '',
      counts.messages > 0 ? counted(counts.messages, 'message', 'messages') : '',
      counts.pictures > 0 ? counted(counts.pictures, 'picture', 'pictures') : '',
      counts.files > 0 ? counted(counts.files, 'file', 'files') : '',
    ].filter((words) => words !== ''),
  )

export const sourceNames: Readonly<Record<TransferSource, string>> = {
  chatgpt: 'a ChatGPT export',
  parley: 'an export from Parley',
  'parley-archive': 'a whole library from Parley',
  chatbox: 'a Chatbox backup',
  'cherry-studio': 'a Cherry Studio backup',
  claude: 'an export from Claude',
  deepseek: 'an export from DeepSeek',
  gemini: 'Google’s log of Gemini',
  'ai-studio': 'prompts of Google AI Studio',
  grok: 'an export from Grok',
  'open-webui': 'an export from Open WebUI',
  librechat: 'an export from LibreChat',
  'lm-studio': 'conversations of LM Studio',
  jan: 'threads of Jan',
  messages: 'conversations as messages with roles',
}

/** One or two sentences: how it ended, and what it brought. */
export const importInWords = ({ end, added, known }: TransferResult): string => {
  const brought = countsInWords(added)
  const here =
    known.conversations > 0
      ? ` ${counted(known.conversations, 'conversation was', 'conversations were')} here already and ${
          known.conversations === 1 ? 'stays as it is' : 'stay as they are'
        }.`
      : ''
  if (end === 'cancelled')
    return brought === ''
      ? 'Cancelled. Nothing was imported.'
      : `Cancelled. ${brought} came in before that and stay.${here}`
  if (end === 'failed')
    return brought === '' ? 'Nothing was imported.' : `${brought} came in before that and stay.${here}`
  if (brought === '') return here === '' ? 'Done. There was nothing to import.' : `Done. Nothing new.${here}`
  return `Done. Imported ${brought}.${here}`
}

const kinds: Readonly<Record<LeftOut['kind'], readonly [string, string]>> = {
  conversation: ['conversation', 'conversations'],
  message: ['message', 'messages'],
  picture: ['picture', 'pictures'],
  file: ['file', 'files'],
  content: ['piece', 'pieces'],
}

const reasons: Readonly<Record<LeftOut['reason'], string>> = {
  missing: 'spoken of, but not in the file',
  damaged: 'damaged',
  'too-large': 'too large',
  unsupported: 'of a kind that Parley does not keep',
  unsafe: 'under a name that leads out of the archive',
  duplicate: 'there twice',
  empty: 'with nothing in them',
  hidden: 'of instructions and machinery, hidden where they come from too',
  deleted: 'deleted here before',
}

/** "12 pictures: spoken of, but not in the file". */
export const leftOutInWords = ({ kind, reason, count }: LeftOut): string => {
  const [one, many] = kinds[kind]
  return `${counted(count, one, many)} ${reasons[reason]}`
}

/** The number of things left out that a user could miss. */
export const countLeftOut = (leftOut: readonly LeftOut[]): number =>
  leftOut.reduce(
    (sum, { count, reason }) => (['hidden', 'empty', 'deleted'].includes(reason) ? sum : sum + count),
    0,
  )

/** The whole result as a text to keep. */
export const reportOf = (result: TransferResult): string => {
  const { name, source, known, leftOut, failure } = result
  const here = countsInWords(known)
  const lines = [
    `Import of ${name}${source === null ? '' : ` (${sourceNames[source]})`}`,
    '',
    importInWords(result),
    ...(failure === null ? [] : [`It ended early: ${failure.code}${detailsOf(failure.data)}`]),
    ...(here === '' ? [] : [`Here before: ${here}.`]),
    '',
    ...(leftOut.length === 0 ? ['Everything came along.'] : ['What did not come along:']),
  ]
  for (const each of leftOut) {
    lines.push('', `${leftOutInWords(each)}${each.names.length > 0 ? ':' : ''}`)
    for (const title of each.names) lines.push(`  ${title}`)
    const more = each.count - each.names.length
    if (each.names.length > 0 && more > 0) lines.push(`  and ${formatNumber(more)} more`)
  }
  return `${lines.join('\n')}\n`
}

const detailsOf = (data: object | undefined): string => {
  const details = Object.entries(data ?? {}).map(([key, value]) => `${key} ${String(value)}`)
  return details.length === 0 ? '' : ` (${details.join(', ')})`
}
