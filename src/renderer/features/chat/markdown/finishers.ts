import type { Block } from '@shared/markdown/tokens'

/**
 * Work on a block once it is done, apart from the page's first drawing: colours now, formulas, diagrams.
 * Called once a block; one that throws leaves the block as it is.
 */
export type Finisher = (node: ChildNode, block: Block) => void

/** Finishes a block; where that fails, the block stays as its source. */
export const finishWith = (all: readonly Finisher[], node: ChildNode, block: Block): void => {
  for (const finisher of all) {
    try {
      finisher(node, block)
    } catch (error) {
      console.error('A block could not be finished', error)
    }
  }
}
