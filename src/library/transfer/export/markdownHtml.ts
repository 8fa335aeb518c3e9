import type { DetailsToken } from '@shared/markdown/details'
import type { ElementToken } from '@shared/markdown/elements'
import type { Footnote, FootnoteMark } from '@shared/markdown/footnotes'
import { parseMarkdown } from '@shared/markdown/MarkdownStream'
import type { MathToken } from '@shared/markdown/math'
import type { UnseenToken } from '@shared/markdown/unseen'
import type { Token, Tokens } from 'marked'
import { escapeHtml, escapeMarkdownText, linkAddress } from './html'
import { innerOf } from './markdownText'

/** A table with more columns is set smaller on paper. */
const mostColumns = 6
/** In a table with more of them, short words are broken too. */
const mostWideColumns = 12

/** What colours code, sets formulas and draws diagrams. Null: it stays as it was written. */
export interface HtmlTools {
  highlight(code: string, language: string): string | null
  formula(tex: string, isDisplay: boolean): string | null
  /** The address of a diagram's picture. */
  diagram(source: string): string | null
}

/**
 * Markdown of one message as HTML. Built from tokens by hand: every text is escaped here, so that nothing
 * that a message says becomes an element, an attribute or an address that was not meant. `prefix` keeps its
 * footnotes its own.
 */
export const markdownToHtml = (source: string, prefix: string, tools: HtmlTools): string => {
  try {
    const tokens = parseMarkdown(source)
    return new Renderer(prefix, tools, labelsIn(tokens)).blocks(tokens)
  } catch (error) {
    // Nested deeper than the stack: shown as it was written.
    if (!(error instanceof RangeError)) throw error
    return `<pre class="raw">${escapeHtml(source)}</pre>`
  }
}

const labelsIn = (tokens: readonly Token[]): ReadonlySet<string> => {
  const labels = new Set<string>()
  const look = (token: Token) => {
    if (token.type === 'footnote') labels.add((token as unknown as Footnote).label)
    innerOf(token).forEach(look)
  }
  tokens.forEach(look)
  return labels
}

class Renderer {
  /** Items and quotes around: all of one runs as its first words do, and its paragraphs say no direction. */
  private enclosing = 0

  constructor(
    private readonly prefix: string,
    private readonly tools: HtmlTools,
    /** The labels of the footnotes that are there. */
    private readonly labels: ReadonlySet<string>,
  ) {}

  blocks(tokens: readonly Token[]): string {
    return tokens.map((token) => this.block(token)).join('')
  }

  private enclosed(tokens: readonly Token[]): string {
    this.enclosing += 1
    const made = this.blocks(tokens)
    this.enclosing -= 1
    return made
  }

  private block(token: Token): string {
    switch (token.type) {
      case 'space':
      case 'def':
        return ''
      case 'heading': {
        const { depth, tokens } = token as Tokens.Heading
        // Below the conversation's title and the speaker.
        const level = Math.min(6, depth + 2)
        return `<h${level} class="h${depth}" dir="auto">${this.inline(tokens)}</h${level}>\n`
      }
      case 'paragraph':
        return `<p${this.enclosing > 0 ? '' : ' dir="auto"'}>${this.inline((token as Tokens.Paragraph).tokens)}</p>\n`
      case 'code': {
        const { text, lang } = token as Tokens.Code
        return this.code(text, lang ?? '')
      }
      case 'blockquote':
        return `<blockquote dir="auto">${this.enclosed((token as Tokens.Blockquote).tokens)}</blockquote>\n`
      case 'list':
        return this.list(token as Tokens.List)
      case 'table':
        return this.table(token as Tokens.Table)
      case 'hr':
        return '<hr>\n'
      case 'math':
        return this.math(token as unknown as MathToken, 'div')
      case 'footnote':
        return this.footnote(token as unknown as Footnote)
      case 'details': {
        const { summary, tokens, isOpen } = token as unknown as DetailsToken
        return `<details${isOpen ? ' open' : ''}><summary dir="auto">${this.inline(summary)}</summary>${this.blocks(tokens)}</details>\n`
      }
      case 'text':
      case 'unseen':
      case 'checkbox':
        return this.inline([token])
      default:
        // Raw HTML above all: shown as it was written.
        return `<p class="raw" dir="auto">${escapeHtml(token.raw.trimEnd())}</p>\n`
    }
  }

  private code(text: string, info: string): string {
    const language = info.split(/[\s{,:]/, 1)[0]?.toLowerCase() ?? ''
    const drawn = language === 'mermaid' && text.trim() !== '' ? this.tools.diagram(text) : null
    if (drawn !== null)
      return `<figure class="diagram"><img alt="Diagram" src="${escapeHtml(drawn)}"><details class="drawn"><summary>Source</summary><pre tabindex="0"><code>${escapeHtml(text)}</code></pre></details></figure>\n`
    const inner = this.tools.highlight(text, language) ?? escapeHtml(text)
    const caption = language === '' ? '' : `<figcaption>${escapeHtml(language)}</figcaption>`
    return `<figure class="code">${caption}<pre tabindex="0" dir="ltr"><code>${inner}</code></pre></figure>\n`
  }

  private list({ ordered, start, items, loose }: Tokens.List): string {
    const name = ordered ? 'ol' : 'ul'
    const first = ordered && typeof start === 'number' && start !== 1 ? ` start="${start}"` : ''
    const inner = items
      .map((item) => `<li${item.task ? ' class="task"' : ''}>${this.enclosed(item.tokens)}</li>\n`)
      .join('')
    return `<${name} dir="auto"${first}${loose ? ' class="loose"' : ''}>\n${inner}</${name}>\n`
  }

  private table({ header, rows }: Tokens.Table): string {
    const cells = (row: readonly Tokens.TableCell[], name: 'th' | 'td') => {
      const missing = header.length - row.length
      const filled = row.map((cell) => {
        const align = cell.align ? ` class="${cell.align}"` : ''
        return `<${name}${align}>${this.inline(cell.tokens)}</${name}>`
      })
      return filled.join('') + (missing > 0 ? `<${name} colspan="${missing}"></${name}>` : '')
    }
    const body = rows.map((row) => `<tr>${cells(row, 'td')}</tr>\n`).join('')
    const width = `${header.length > mostColumns ? ' wide' : ''}${header.length > mostWideColumns ? ' widest' : ''}`
    return `<div class="table${width}" tabindex="0"><table dir="auto">\n<thead><tr>${cells(header, 'th')}</tr></thead>\n<tbody>${body}</tbody>\n</table></div>\n`
  }

  private footnote({ label, tokens }: Footnote): string {
    const id = this.idOf(label)
    return `<div class="footnote" id="${id}" role="note"><sup>${escapeHtml(label)}</sup><div>${this.blocks(tokens)}</div></div>\n`
  }

  private math({ text, isDisplay, isOpen, raw }: MathToken, name: 'div' | 'span'): string {
    const set = isOpen ? null : this.tools.formula(text, isDisplay)
    if (set === null) return `<${name} class="source">${escapeHtml(raw.trim())}</${name}>`
    return isDisplay ? `<${name} class="formula" tabindex="0">${set}</${name}>` : set
  }

  private inline(tokens: readonly Token[]): string {
    return tokens.map((token) => this.word(token)).join('')
  }

  private word(token: Token): string {
    switch (token.type) {
      case 'strong':
      case 'em':
      case 'del':
        return `<${token.type}>${this.inline(innerOf(token))}</${token.type}>`
      case 'element': {
        const { name, tokens: inner } = token as unknown as ElementToken
        return `<${name}>${this.inline(inner)}</${name}>`
      }
      case 'unseen':
        return escapeHtml((token as unknown as UnseenToken).text)
      case 'codespan':
        return `<code dir="ltr">${escapeHtml((token as Tokens.Codespan).text)}</code>`
      case 'br':
        return '<br>'
      case 'checkbox': {
        const isDone = (token as { checked?: boolean }).checked === true
        return `<input type="checkbox" disabled${isDone ? ' checked' : ''} aria-label="${isDone ? 'Done' : 'Not done'}"> `
      }
      case 'link': {
        const { href } = token as Tokens.Link
        return this.link(href, this.inline(innerOf(token)))
      }
      case 'image': {
        // The picture is never fetched: a remote one tells its server that, and what, is read.
        const { href, text } = token as Tokens.Image
        return this.link(href, `Picture: ${escapeMarkdownText(text || href)}`)
      }
      case 'math':
        return this.math(token as unknown as MathToken, 'span')
      case 'footnote-mark':
        return this.footnoteMark(token as unknown as FootnoteMark)
      case 'text': {
        const inner = innerOf(token)
        return inner.length > 0 ? this.inline(inner) : escapeMarkdownText((token as Tokens.Text).text)
      }
      case 'escape':
        return escapeHtml((token as Tokens.Escape).text)
      default:
        return escapeHtml(token.raw)
    }
  }

  private link(href: string, inner: string): string {
    const address = linkAddress(href)
    if (address === null) return `<span class="dead" title="${escapeHtml(href)}">${inner}</span>`
    return `<a href="${escapeHtml(address)}" rel="noreferrer noopener">${inner}</a>`
  }

  private footnoteMark({ label, raw, isCitation }: FootnoteMark): string {
    if (!this.labels.has(label)) return isCitation ? '' : escapeHtml(raw)
    return `<sup><a href="#${this.idOf(label)}" role="doc-noteref">${escapeHtml(label)}</a></sup>`
  }

  private idOf(label: string): string {
    return `${this.prefix}-${encodeURIComponent(label).replace(/[^A-Za-z0-9]/g, '_')}`
  }
}
