/** Members of a list or table that are laid out together. */
export const groupSize = 100

/** How tokens of one kind become DOM nodes: exactly one node a token. */
export interface Kind<T> {
  create(token: T): ChildNode
  /** Brings the node of `before` to `after`; false where only a new node will do. */
  update(node: ChildNode, before: T, after: T): boolean
  isSame(before: T, after: T): boolean
}

/** Tokens as they were and as they are; the first `stable` are known to be the same. */
export interface Change<T> {
  readonly before: readonly T[]
  readonly after: readonly T[]
  readonly stable?: number
}

/**
 * Brings nodes made from `before` to `after` with as few changes as possible, so that what did not change
 * keeps its selection and is not laid out again.
 */
export const sync = <T>(
  parent: { appendChild(node: ChildNode): unknown },
  nodes: ChildNode[],
  { before, after, stable = 0 }: Change<T>,
  kind: Kind<T>,
): void => {
  for (let index = stable; index < after.length; index += 1) {
    const token = after[index] as T
    const node = nodes[index]
    if (!node || index >= before.length) {
      const made = kind.create(token)
      parent.appendChild(made)
      nodes[index] = made
      continue
    }
    const old = before[index] as T
    if (old === token || kind.isSame(old, token) || kind.update(node, old, token)) continue
    const made = kind.create(token)
    node.replaceWith(made)
    nodes[index] = made
  }
  while (nodes.length > after.length) nodes.pop()?.remove()
}
