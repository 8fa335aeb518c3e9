import type { Block } from '@shared/markdown/tokens'
import { weightOf } from '@shared/markdown/weight'
import { element } from './dom'

/** What is laid out together: so many blocks, or so much of their source. */
const mostBlocks = 40
const heaviest = 8_000
/** About what a line of an answer holds, its height and the space above a block: for a first guess. */
const lineLength = 85
const lineHeightEm = 1.65
const gapEm = 0.85

/**
 * Where the blocks of an answer go: those of a long one in sections, of which only what is in sight is laid
 * out. To find out for each of thousands of blocks whether it is in sight would take longer than a frame.
 */
export class Sections {
  private open: HTMLElement | null = null
  private blocks = 0
  private weight = 0
  private heightEm = 0

  constructor(private readonly root: HTMLElement) {}

  /** The element that the next block goes into. */
  get parent(): HTMLElement {
    if (this.blocks >= mostBlocks || this.weight >= heaviest) this.begin()
    return this.open ?? this.root
  }

  /** A block in the element at hand is done. */
  count({ raw }: Block): void {
    this.blocks += 1
    this.weight += weightOf(raw)
    this.heightEm += gapEm + lineHeightEm * Math.max(Math.ceil(raw.length / lineLength), linesIn(raw))
  }

  private begin(): void {
    this.open?.classList.add('md-section-full')
    this.open?.style.setProperty('--section-height', `${this.heightEm.toFixed(1)}em`)
    this.open = element('div', 'md-section')
    this.root.append(this.open)
    this.blocks = 0
    this.weight = 0
    this.heightEm = 0
  }
}

const linesIn = (text: string): number => {
  let lines = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < text.length - 1; at = text.indexOf('\n', at + 1))
    lines += 1
  return lines
}
