import { decodeEntities } from '../lib/entities'

/** Elements whose content is nothing to read. */
const unread = new Set(['script', 'style', 'head', 'title', 'template', 'svg'])
const marks: Readonly<Record<string, string>> = { strong: '**', b: '**', em: '*', i: '*', del: '~~', s: '~~' }
const blocks = new Set(['p', 'div', 'section', 'article', 'table', 'blockquote', 'ul', 'ol', 'pre', 'hr'])
/** Deeper lists are shown as deep as this. */
const mostDepth = 8

/**
 * HTML of an answer as the Markdown that it was made of, as far as words, lists, tables, code and links go.
 * One pass over the text: nothing is looked for twice, whatever is not closed.
 */
export const htmlToMarkdown = (html: string): string => {
  const writer = new Writer()
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    if (open === -1) break
    writer.text(html.slice(at, open))
    const isComment = html.startsWith('<!--', open)
    const close = html.indexOf(isComment ? '-->' : '>', open + 1)
    if (close === -1) {
      at = open
      break
    }
    if (!isComment) writer.tag(html.slice(open + 1, close))
    at = close + (isComment ? 3 : 1)
  }
  writer.text(html.slice(at))
  return writer.end()
}

const languageIn = (tag: string): string => /language-([\w+#.-]{1,30})/.exec(tag)?.[1] ?? ''

class Writer {
  private readonly out: string[] = []
  private last = ''
  private readonly lists: { isNumbered: boolean; count: number }[] = []
  private readonly links: string[] = []
  private unreadUntil: string | null = null
  private inCode = false
  private cells = 0
  private rows = 0
  private inCell = false
  private cellFrom = 0

  text(source: string): void {
    if (source === '' || this.unreadUntil !== null) return
    const words = decodeEntities(source)
    if (this.inCode) this.put(words)
    else if (this.inCell) this.put(words.replace(/[ \t\r\n]+/g, ' ').replaceAll('|', '\\|'))
    else {
      const line = words.replace(/[ \t\r\n]+/g, ' ')
      if (line !== ' ' || !this.isAtLineStart()) this.put(this.isAtLineStart() ? line.trimStart() : line)
    }
  }

  tag(source: string): void {
    const isEnd = source.startsWith('/')
    const name = (/^[a-z][a-z\d]*/i.exec(isEnd ? source.slice(1) : source)?.[0] ?? '').toLowerCase()
    if (this.unreadUntil !== null) {
      if (isEnd && name === this.unreadUntil) this.unreadUntil = null
      return
    }
    if (unread.has(name) && !isEnd && !source.endsWith('/')) this.unreadUntil = name
    else if (isEnd) this.close(name)
    else this.open(name, source)
  }

  end(): string {
    const lines = this.out.join('').split('\n')
    return lines
      .map((line) => line.trimEnd())
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim()
  }

  private open(name: string, source: string): void {
    if (this.inCell && (name === 'br' || blocks.has(name))) this.put(' ')
    else if (name === 'br') this.put('\n')
    else if (name === 'hr') this.put('\n\n---\n\n')
    else if (name === 'pre') {
      this.put(`\n\n\`\`\`${languageIn(source)}\n`)
      this.inCode = true
    } else if (name === 'code') this.openCode(source)
    else if (/^h[1-6]$/.test(name)) this.put(`\n\n${'#'.repeat(Number(name[1]))} `)
    else if (name === 'ul' || name === 'ol') {
      this.put(this.lists.length === 0 ? '\n\n' : '')
      this.lists.push({ isNumbered: name === 'ol', count: 0 })
    } else if (name === 'li') this.item()
    else if (name === 'tr') {
      this.put('\n| ')
      this.cells = 0
    } else if (name === 'td' || name === 'th') {
      this.inCell = true
      this.cellFrom = this.out.length
    } else if (name === 'table') {
      this.put('\n\n')
      this.rows = 0
    } else if (name === 'a') {
      this.links.push(/href="(https?:\/\/[^"\s<>]*)"/i.exec(source)?.[1] ?? '')
      if (this.links.at(-1) !== '') this.put('[')
    } else if (blocks.has(name) && this.lists.length === 0) this.put('\n\n')
    else if (!this.inCode) this.put(marks[name] ?? '')
  }

  private close(name: string): void {
    if (this.inCell && blocks.has(name)) this.put(' ')
    else if (name === 'pre') {
      this.put('\n```\n\n')
      this.inCode = false
    } else if (name === 'code' && !this.inCode) this.put('`')
    else if (/^h[1-6]$/.test(name)) this.put('\n\n')
    else if (name === 'ul' || name === 'ol') {
      this.lists.pop()
      this.put(this.lists.length === 0 ? '\n\n' : '')
    } else if (name === 'td' || name === 'th') {
      const words = this.inCell ? this.out.splice(this.cellFrom).join('') : ''
      this.put(`${words.replace(/\s+/g, ' ').trim()} | `)
      this.cells += 1
      this.inCell = false
    } else if (name === 'tr') {
      // A table of Markdown has a head, whether this one had or not.
      if (this.rows === 0) this.put(`\n|${' --- |'.repeat(Math.min(this.cells, 1_000))}`)
      this.rows += 1
    } else if (name === 'a') {
      const address = this.links.pop() ?? ''
      if (address !== '')
        this.put(`](${decodeEntities(address).replaceAll('(', '%28').replaceAll(')', '%29')})`)
    } else if (blocks.has(name) && this.lists.length === 0) this.put('\n\n')
    else if (!this.inCode) this.put(marks[name] ?? '')
  }

  /** Within a block its language may stand here. */
  private openCode(source: string): void {
    const language = languageIn(source)
    if (!this.inCode) this.put('`')
    else if (language !== '' && this.out.at(-1) === '\n\n```\n')
      this.out.splice(-1, 1, `\n\n\`\`\`${language}\n`)
  }

  private item(): void {
    const list = this.lists.at(-1)
    if (list) list.count += 1
    const indent = '   '.repeat(Math.min(Math.max(0, this.lists.length - 1), mostDepth))
    this.put(`\n${indent}${list?.isNumbered ? `${list.count}. ` : '- '}`)
  }

  /** Nothing is kept of nothing: what stands last is asked for at every text. */
  private put(piece: string): void {
    if (piece === '') return
    this.out.push(piece)
    this.last = piece
  }

  private isAtLineStart(): boolean {
    const { last } = this
    return last === '' || last.endsWith('\n') || last.endsWith('- ') || last.endsWith('. ')
  }
}
