import { element } from './dom'

let views = 0

/**
 * Joins the footnotes of one message with their marks, as both arrive. A mark without a footnote stays as it
 * was written. Ids are the message's own: two messages may both have a footnote 1.
 */
export class FootnoteLinks {
  private readonly prefix: string
  private readonly notes = new Map<string, HTMLElement>()
  private readonly waiting = new Map<string, HTMLElement[]>()
  private readonly marks = new Map<string, number>()

  constructor() {
    views += 1
    this.prefix = `note-${views}`
  }

  /** Takes in what a finished block holds. */
  join(node: ChildNode): void {
    if (!(node instanceof HTMLElement)) return
    for (const note of [node, ...node.querySelectorAll<HTMLElement>('.md-footnote')]) this.addNote(note)
    for (const mark of node.querySelectorAll<HTMLElement>('.md-footnote-mark')) this.addMark(mark)
  }

  private addNote(note: HTMLElement): void {
    const { footnote: label } = note.dataset
    const known = label === undefined ? undefined : this.notes.get(label)
    if (label === undefined || !note.classList.contains('md-footnote') || known?.isConnected) return
    note.id = this.idOf(label)
    note.tabIndex = -1
    this.notes.set(label, note)
    for (const mark of this.waiting.get(label) ?? []) this.link(mark, label, note)
    this.waiting.delete(label)
  }

  private addMark(mark: HTMLElement): void {
    const { footnote: label } = mark.dataset
    if (label === undefined) return
    const note = this.notes.get(label)
    const waiting = this.waiting.get(label)
    if (note) this.link(mark, label, note)
    else if (waiting) waiting.push(mark)
    else this.waiting.set(label, [mark])
  }

  private link(mark: HTMLElement, label: string, note: HTMLElement): void {
    const count = (this.marks.get(label) ?? 0) + 1
    this.marks.set(label, count)
    const forth = element('a', 'md-link md-footnote-link', label)
    forth.id = `${this.idOf(label)}-mark-${count}`
    forth.setAttribute('role', 'doc-noteref')
    forth.setAttribute('aria-label', `Footnote ${label}`)
    lead(forth, note)
    mark.replaceChildren(element('sup', '', forth))
    if (count > 1) return
    const back = element('a', 'md-link md-footnote-back', '↩')
    back.setAttribute('role', 'doc-backlink')
    back.setAttribute('aria-label', `Back to the mark of footnote ${label}`)
    lead(back, forth)
    note.append(back)
  }

  private idOf(label: string): string {
    return `${this.prefix}-${encodeURIComponent(label)}`
  }
}

/** A link inside the message: moves the view and the focus, not the address. */
const lead = (from: HTMLAnchorElement, to: HTMLElement): void => {
  from.href = `#${to.id}`
  from.addEventListener('click', (event) => {
    event.preventDefault()
    to.scrollIntoView({ block: 'nearest' })
    to.focus({ preventScroll: true })
  })
}
