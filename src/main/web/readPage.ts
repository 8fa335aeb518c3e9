import { AppError } from '@shared/ipc/errors'
import type { ReadPage } from '@shared/ipc/webReader'
import { z } from 'zod'
import type { Tool } from '../tools/tool'
import type { FetchedPage } from './fetchPage'
import { hostsNamed, isKnownAddress } from './knownAddresses'
import { material, materialNotice } from './material'

export interface ReadPageDeps {
  readonly isOn: () => boolean
  readonly fetch: (
    address: string,
    namedHosts: ReadonlySet<string>,
    signal: AbortSignal,
  ) => Promise<FetchedPage>
  /** The text of an HTML page or another text. */
  readonly read: (
    page: FetchedPage & { readonly kind: 'html' | 'text' },
    signal: AbortSignal,
  ) => Promise<ReadPage>
  /** The text of a PDF. */
  readonly readPdf: (bytes: Uint8Array) => Promise<string>
  readonly now: () => number
}

/** Characters that a model is given at once. */
const mostCharacters = 40_000

/** Pages that are kept to be read on, and for how long. */
const mostKept = 8
const keptMs = 5 * 60_000

interface KeptPage extends ReadPage {
  readonly address: string
  readonly readAt: number
}

const input = z.object({
  url: z.string().trim().min(1).max(4_000).describe('The address of the page, with http:// or https://'),
  offset: z
    .number()
    .int()
    .min(0)
    .max(10_000_000)
    .describe('Where to read on, in characters, where the page was cut before')
    .optional(),
})

/** Reading a page of the web as a tool. */
export const readPage = (deps: ReadPageDeps): Tool<typeof input> => {
  const kept = new Map<string, KeptPage>()

  const load = async (
    url: string,
    namedHosts: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<KeptPage> => {
    const page = await deps.fetch(url, namedHosts, signal)
    const { title, text } = await textOf(page, signal, deps)
    if (text.trim() === '')
      throw new AppError('web/unreadable', 'No text without scripts', { reason: 'empty' })
    return { address: page.address, title: title || nameOf(page.address), text, readAt: deps.now() }
  }

  return {
    name: 'read_page',
    title: 'Read a page',
    origin: 'web',
    hints: { readOnly: true },
    description: `Reads a page of the web as Markdown: HTML, text or PDF. ${materialNotice}`,
    input,
    isOffered: deps.isOn,
    // What a page makes the model call up can carry away what was said.
    scopeToAsk: ({ url }, { messages }) => (isKnownAddress(url, messages()) ? null : hostOf(url)),
    run: async ({ url, offset = 0 }, context) => {
      const key = `${context.conversationId} ${url}`
      const before = kept.get(key)
      const isFresh = before !== undefined && offset > 0 && deps.now() - before.readAt < keptMs
      const page = isFresh ? before : await load(url, hostsNamed(context.messages()), context.signal)
      kept.delete(key)
      kept.set(key, page)
      for (const oldest of kept.keys()) if (kept.size > mostKept) kept.delete(oldest)
      const [number] = context.addSources([{ url: page.address, title: page.title }])
      return told(page, number ?? 0, offset)
    },
  }
}

const textOf = async (page: FetchedPage, signal: AbortSignal, deps: ReadPageDeps): Promise<ReadPage> => {
  const { kind } = page
  if (kind === 'pdf') return { title: '', text: await deps.readPdf(page.bytes) }
  return deps.read({ ...page, kind }, signal)
}

/** What goes over http can be read on its way: to allow a host is not to allow that. */
const hostOf = (url: string): string => {
  // What is no address fails later, with its reason.
  if (!URL.canParse(url)) return url
  const { protocol, host, origin } = new URL(url)
  return protocol === 'https:' ? host : origin
}

/** The last part of an address, for what has no title. */
const nameOf = (address: string): string => {
  const { pathname, host } = new URL(address)
  return pathname.split('/').findLast((part) => part !== '') ?? host
}

const told = ({ title, address, text }: KeptPage, number: number, offset: number): string => {
  const end = Math.min(text.length, offset + mostCharacters)
  const piece = text.slice(offset, end).toWellFormed()
  const cut = end < text.length ? [`[Cut: read on with offset ${end} of ${text.length} characters.]`] : []
  if (offset >= text.length) return `The page has only ${text.length} characters.`
  return [material(`[${number}] ${title}\n${address}\n\n${piece}`), ...cut].join('\n')
}
