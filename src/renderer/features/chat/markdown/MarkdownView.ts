import { MarkdownStream } from '@shared/markdown/MarkdownStream'
import type { Block } from '@shared/markdown/tokens'
import { blockKind } from './blocks'
import { codeBlockOf } from './CodeBlock'
import { drawDiagram } from './diagram'
import { FootnoteLinks } from './FootnoteLinks'
import { type Finisher, finishWith } from './finishers'
import { requestColours } from './highlight'
import { forgetPaint, type Painter, paintNow, requestPaint, runInSlices } from './pace'
import { sync } from './sync'
import { typeset } from './typeset'
import { whenNotSelected } from './whenNotSelected'

/** How much text is parsed between two looks at the clock. */
const pieceLength = 2_048

const colourCode: Finisher = (node) => {
  const block = codeBlockOf(node)
  if (!block || block.language === '') return
  void requestColours(block.language, block.text).then((colours) => {
    if (colours) whenNotSelected(node, () => runInSlices(block.colour(colours)))
  })
}

const finishers: readonly Finisher[] = [colourCode, typeset, drawDiagram]

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
  private readonly frozen: ChildNode[] = []
  private tailNodes: ChildNode[] = []
  private tailBlocks: readonly Block[] = []

  constructor(
    private readonly root: HTMLElement,
    private readonly onPainted: () => void = () => {},
  ) {}

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
    while (at < this.waiting.length) {
      this.stream.append(this.waiting.slice(at, at + pieceLength))
      at += pieceLength
      if (!mayGoOn()) break
    }
    this.waiting = this.waiting.slice(at)
    const isDone = this.isEnding && this.waiting === ''
    if (isDone) this.stream.finish()
    const isRevising = this.draw()
    this.isOver = isDone && !isRevising
    this.onPainted()
    return this.waiting !== '' || isRevising
  }

  /** True while blocks are left that a definition has changed. */
  private draw(): boolean {
    const { frozen, tail, revised, isRevising } = this.stream.take()
    const blocks = [...frozen, ...tail]
    sync(this.root, this.tailNodes, { before: this.tailBlocks, after: blocks }, blockKind)
    const done = this.tailNodes.splice(0, frozen.length)
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
