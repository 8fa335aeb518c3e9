import { MarkdownStream } from '@shared/markdown/MarkdownStream'
import type { Block } from '@shared/markdown/tokens'
import { lengthOfCodeWithin, lengthWithin } from '@shared/markdown/weight'
import { blockKind } from './blocks'
import { codeBlockOf } from './CodeBlock'
import { linkCitations, type SourceAt } from './citations'
import { drawDiagram } from './diagram'
import { FootnoteLinks } from './FootnoteLinks'
import { type Finisher, finishWith } from './finishers'
import { requestColours } from './highlight'
import { offerPreview } from './offerPreview'
import { forgetPaint, type Painter, paintNow, requestPaint, runInFrames } from './pace'
import { Sections } from './Sections'
import { sync } from './sync'
import { typeset } from './typeset'
import { whenNotSelected } from './whenNotSelected'

/** How much text is parsed between two looks at the clock. */
const pieceLength = 2_048
/** What is drawn at once, however quickly it was parsed: what it takes to lay it out is not known before. */
const heaviestSlice = 6_000
const longestCodeSlice = 16_000

const colourCode: Finisher = (node) => {
  const block = codeBlockOf(node)
  if (!block || block.language === '') return
  void requestColours(block.language, block.text).then((colours) => {
    if (colours) whenNotSelected(node, () => runInFrames(block.colour(colours)))
  })
}

const finishers: readonly Finisher[] = [colourCode, typeset, drawDiagram, offerPreview]

/**
 * Markdown on the page, growing. Lives outside React: a token touches the unfinished block's own nodes and
 * nothing else, a finished block is never drawn again.
 */
export class MarkdownView implements Painter {
  private readonly stream = new MarkdownStream()
  private readonly footnotes = new FootnoteLinks()
  private waiting = ''
  private isEnding = false
  private isOver = false
  private readonly sections: Sections
  private readonly frozen: ChildNode[] = []
  private tailNodes: ChildNode[] = []
  private tailBlocks: readonly Block[] = []

  constructor(
    root: HTMLElement,
    private readonly sourceAt: SourceAt = () => undefined,
  ) {
    this.sections = new Sections(root)
  }

  append(text: string): void {
    if (text === '') return
    this.waiting += text
    requestPaint(this)
  }

  /** The text is complete. */
  finish(): void {
    if (this.isEnding) return
    this.isEnding = true
    paintNow(this)
  }

  dispose(): void {
    this.waiting = ''
    this.isOver = true
    forgetPaint(this)
  }

  paint(mayGoOn: () => boolean): boolean {
    if (this.isOver) return false
    let at = 0
    const most = this.stream.isInCode
      ? lengthOfCodeWithin(this.waiting, longestCodeSlice)
      : lengthWithin(this.waiting, heaviestSlice)
    while (at < most) {
      const end = Math.min(most, at + pieceLength)
      this.stream.append(this.waiting.slice(at, end))
      at = end
      if (!mayGoOn()) break
    }
    this.waiting = this.waiting.slice(at)
    const isDone = this.isEnding && this.waiting === ''
    if (isDone) this.stream.finish()
    const isRevising = this.draw()
    this.isOver = isDone && !isRevising
    return this.waiting !== '' || isRevising
  }

  /** True while blocks are left that a definition has changed. */
  private draw(): boolean {
    const { frozen, tail, revised, isRevising } = this.stream.take()
    const { tailNodes, sections } = this
    const blocks = [...frozen, ...tail]
    for (const block of frozen.slice(0, tailNodes.length)) sections.count(block)
    const parent = {
      appendChild: (node: ChildNode) => {
        sections.parent.append(node)
        const block = frozen[tailNodes.length]
        if (block) sections.count(block)
      },
    }
    sync(parent, tailNodes, { before: this.tailBlocks, after: blocks }, blockKind)
    const done = tailNodes.splice(0, frozen.length)
    this.tailBlocks = tail
    done.forEach((node, index) => {
      this.frozen.push(node)
      const block = frozen[index]
      if (block) this.finishBlock(node, block)
    })
    for (const { index, block } of revised) this.revise(index, block)
    return isRevising
  }

  private finishBlock(node: ChildNode, block: Block): void {
    if (node instanceof HTMLElement) node.classList.add('md-done')
    finishWith(finishers, node, block)
    this.footnotes.join(node)
    if (this.sourceAt(1)) whenNotSelected(node, () => linkCitations(node, this.sourceAt))
  }

  private revise(index: number, block: Block): void {
    const before = this.frozen[index]
    if (!before) return
    const node = blockKind.create(block)
    before.replaceWith(node)
    this.frozen[index] = node
    this.finishBlock(node, block)
  }
}
