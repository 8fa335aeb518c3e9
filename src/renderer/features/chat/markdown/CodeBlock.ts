import type { CodeToken } from '@shared/markdown/OpenFence'
import { element, setText } from './dom'
import type { Coloured } from './highlight'

/** Lines a chunk: an appended token lays out its chunk only, and chunks out of sight cost nothing. */
const chunkLines = 40
const lineHeightEm = 1.55

const languageNames: Readonly<Record<string, string>> = {
  js: 'JavaScript',
  javascript: 'JavaScript',
  jsx: 'JSX',
  ts: 'TypeScript',
  typescript: 'TypeScript',
  tsx: 'TSX',
  py: 'Python',
  python: 'Python',
  rb: 'Ruby',
  ruby: 'Ruby',
  rs: 'Rust',
  rust: 'Rust',
  go: 'Go',
  java: 'Java',
  kt: 'Kotlin',
  kotlin: 'Kotlin',
  swift: 'Swift',
  c: 'C',
  cpp: 'C++',
  'c++': 'C++',
  cs: 'C#',
  csharp: 'C#',
  php: 'PHP',
  sh: 'Shell',
  bash: 'Bash',
  shell: 'Shell',
  zsh: 'Shell',
  powershell: 'PowerShell',
  sql: 'SQL',
  html: 'HTML',
  xml: 'XML',
  svg: 'SVG',
  css: 'CSS',
  scss: 'SCSS',
  json: 'JSON',
  yaml: 'YAML',
  yml: 'YAML',
  toml: 'TOML',
  md: 'Markdown',
  markdown: 'Markdown',
  diff: 'Diff',
  mermaid: 'Mermaid',
  dockerfile: 'Dockerfile',
  text: 'Text',
  plaintext: 'Text',
}

const nameOf = (language: string): string => {
  if (language === '') return 'Code'
  // Any word may stand there, also one that every object knows.
  return (Object.hasOwn(languageNames, language) && languageNames[language]) || language
}

/** The first word of what follows the fence. */
const languageOf = (info: string | undefined): string =>
  (info ?? '').split(/[\s{,:]/, 1)[0]?.toLowerCase() ?? ''

/** A button in a block's head; its icon is CSS's. */
export const headButton = (label: string, className: string): HTMLButtonElement => {
  const made = element('button', `icon-button md-code-button ${className}`)
  made.type = 'button'
  made.setAttribute('aria-label', label)
  made.dataset.tooltip = label
  return made
}

const views = new WeakMap<Node, CodeBlock>()

/** The code block that made this element. */
export const codeBlockOf = (node: Node): CodeBlock | null => views.get(node) ?? null

/** A fenced block on the page: a head with language and copy button, and the code in chunks of lines. */
export class CodeBlock {
  readonly element: HTMLElement
  /** Language and buttons. */
  readonly head: HTMLElement
  private readonly code = element('code')
  private readonly name = element('span', 'md-code-name')
  private readonly chunks: { readonly element: HTMLElement; readonly text: Text }[] = []
  private shown = ''
  private linesInLast = 0
  language = ''

  constructor(token: CodeToken) {
    // Not "Copy": that name belongs to the button that copies the whole answer.
    const copy = headButton('Code to clipboard', 'md-code-copy')
    copy.dataset.copyCode = ''
    const pre = element('pre', 'md-pre', this.code)
    pre.tabIndex = 0
    pre.dir = 'ltr'
    // Shown in the quick-ask window alone, where there is a program to insert it into.
    const insert = headButton('Insert code', 'md-code-insert')
    insert.dataset.insertCode = ''
    this.head = element('div', 'md-code-head', this.name, this.wrapSwitch(), insert, copy)
    this.element = element('div', 'md-code', this.head, pre)
    views.set(this.element, this)
    this.update(token)
  }

  get text(): string {
    return this.shown
  }

  update(token: CodeToken): void {
    const language = languageOf(token.lang)
    if (language !== this.language || this.name.textContent === '') {
      this.language = language
      this.name.textContent = nameOf(language)
    }
    const { text } = token
    if (text === this.shown) return
    if (text.length > this.shown.length && text.startsWith(this.shown))
      this.append(text.slice(this.shown.length))
    else {
      for (const chunk of this.chunks) chunk.element.remove()
      this.chunks.length = 0
      this.append(text)
    }
    this.shown = text
  }

  /** The code again, in colours; chunk by chunk, so that a long one can be spread over several frames. */
  *colour(runs: Coloured): Generator<void, void> {
    let at = 0
    for (const chunk of this.chunks) {
      const end = at + chunk.text.length
      const parts = runs
        .between(at, end)
        .map(([style, text]) => (style ? element('span', style, text) : text))
      chunk.element.replaceChildren(...parts)
      at = end
      yield
    }
  }

  private wrapSwitch(): HTMLElement {
    const made = headButton('Wrap lines', 'md-code-wrap')
    made.setAttribute('aria-pressed', 'false')
    made.addEventListener('click', () => {
      const isWrapped = this.element.classList.toggle('is-wrapped')
      made.setAttribute('aria-pressed', String(isWrapped))
    })
    return made
  }

  private append(text: string): void {
    let from = 0
    while (from < text.length) {
      const chunk = this.chunkWithRoom()
      let to = from
      while (to < text.length && this.linesInLast < chunkLines) {
        const end = text.indexOf('\n', to)
        if (end < 0) {
          to = text.length
          break
        }
        to = end + 1
        this.linesInLast += 1
      }
      setText(chunk.text, chunk.text.data + text.slice(from, to))
      from = to
    }
  }

  private chunkWithRoom(): { readonly element: HTMLElement; readonly text: Text } {
    const last = this.chunks.at(-1)
    if (last && this.linesInLast < chunkLines) return last
    // The full chunk's height is known: it never wraps. Out of sight it need not be laid out.
    last?.element.classList.add('md-chunk-full')
    last?.element.style.setProperty('--chunk-height', `${chunkLines * lineHeightEm}em`)
    const text = document.createTextNode('')
    const chunk = { element: element('span', 'md-chunk', text), text }
    this.code.append(chunk.element)
    this.chunks.push(chunk)
    this.linesInLast = 0
    return chunk
  }
}
