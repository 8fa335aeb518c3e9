/** Longer blocks keep their brackets as they are: to parse them again for each label would take too long. */
const longestRevised = 32_000
const bracketed = /\[((?:\\[\s\S]|[^[\]\\]){1,999})\]/g

/** As marked compares labels. */
const normalized = (label: string): string =>
  label.trim().replace(/\s+/g, ' ').toLowerCase().toUpperCase().toLowerCase()

interface LabelledBlock {
  readonly index: number
  readonly raw: string
}

/** Finished blocks with brackets in them, which a later definition may make links. */
export class LabelledBlocks {
  private readonly byLabel = new Map<string, LabelledBlock[]>()
  private readonly waiting = new Set<LabelledBlock>()

  add(index: number, raw: string): void {
    if (raw.length > longestRevised || !raw.includes('[')) return
    const block = { index, raw }
    const labels = new Set(Array.from(raw.matchAll(bracketed), ([, label = '']) => normalized(label)))
    for (const label of labels) {
      const blocks = this.byLabel.get(label)
      if (blocks) blocks.push(block)
      else this.byLabel.set(label, [block])
    }
  }

  /** A label has its address now. */
  revise(label: string): void {
    for (const block of this.byLabel.get(label) ?? []) this.waiting.add(block)
    this.byLabel.delete(label)
  }

  /** Blocks to parse again: about so many signs of them, and at least one. */
  takeRevised(signs: number): readonly LabelledBlock[] {
    const taken: LabelledBlock[] = []
    let left = signs
    for (const block of this.waiting) {
      if (left <= 0) break
      left -= block.raw.length
      taken.push(block)
      this.waiting.delete(block)
    }
    return taken
  }

  get isRevising(): boolean {
    return this.waiting.size > 0
  }
}
