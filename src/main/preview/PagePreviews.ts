import type { InputOf } from '@shared/ipc/define'
import type { PreviewEvent, PreviewStop, preview } from '@shared/ipc/preview'
import { safeFileName } from '@shared/model/fileNames'
import { writeBytes, writeWhole } from '../lib/writeWhole'
import { previewAddress } from '../security/previewPages'
import { htmlPage, svgPage } from './previewPage'

type Opening = InputOf<(typeof preview)['preview.open']>
type Saving = InputOf<(typeof preview)['preview.save']>

export interface FileQuestion {
  readonly title: string
  readonly suggestion: string
  readonly kinds: readonly { readonly name: string; readonly ending: string }[]
}

/**
 * Looks after the page that is about to be shown at this address in this window. Resolves when it does, with
 * a promise of why the page was stopped; that is null once `signal` aborts.
 */
export type WatchPreview = (
  address: string,
  windowId: number,
  signal: AbortSignal,
) => Promise<{ readonly stopped: Promise<PreviewStop | null> }>

interface PreviewDeps {
  readonly newId: () => string
  readonly watch: WatchPreview
  /** Null where the user cancels. */
  readonly chooseFile: (asked: FileQuestion, windowId: number) => Promise<string | null>
}

const files = {
  html: { name: 'Web page', ending: 'html' },
  svg: { name: 'SVG picture', ending: 'svg' },
  markdown: { name: 'Markdown', ending: 'md' },
} as const

/** The pages that are previewed now. Each has an address of its own, as long as it is shown. */
export class PagePreviews {
  private readonly pages = new Map<string, string>()

  constructor(private readonly deps: PreviewDeps) {}

  async *open(
    { kind, text, isDark }: Opening,
    windowId: number,
    signal: AbortSignal,
  ): AsyncGenerator<PreviewEvent, void> {
    const id = this.deps.newId()
    const address = previewAddress(id)
    this.pages.set(id, kind === 'svg' ? svgPage(text, isDark) : htmlPage(text))
    const left = () => this.pages.delete(id)
    signal.addEventListener('abort', left, { once: true })
    try {
      const { stopped } = await this.deps.watch(address, windowId, signal)
      yield { type: 'opened', address }
      const reason = await stopped
      if (reason) yield { type: 'stopped', reason }
    } finally {
      left()
    }
  }

  /** The document at such an address; null where nothing is shown there. */
  page(id: string): string | null {
    return this.pages.get(id) ?? null
  }

  async save({ kind, text, title }: Saving, windowId: number): Promise<boolean> {
    const { name, ending } = files[kind]
    const path = await this.deps.chooseFile(
      {
        title: 'Save as file',
        suggestion: `${safeFileName(title ?? '', name)}.${ending}`,
        kinds: [{ name, ending }],
      },
      windowId,
    )
    if (path === null) return false
    const whole = kind === 'svg' ? withNamespace(text) : text
    await writeWhole(path, (draft) => writeBytes(draft, whole.endsWith('\n') ? whole : `${whole}\n`))
    return true
  }
}

/** Without it other programs see no picture. Models leave it out, because pages can do without. */
const withNamespace = (text: string): string => {
  // In two steps: one pattern for the whole tag would look for its end again from each beginning.
  const start = text.search(/<svg[\s>]/i)
  const end = start < 0 ? -1 : text.indexOf('>', start)
  if (end < 0 || /\sxmlns\s*=/.test(text.slice(start, end))) return text
  const at = start + '<svg'.length
  return `${text.slice(0, at)} xmlns="http://www.w3.org/2000/svg"${text.slice(at)}`
}
