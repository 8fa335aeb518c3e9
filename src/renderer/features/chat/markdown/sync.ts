/** How tokens of one kind become DOM nodes: exactly one node a token. */
export interface Kind<T> {
  create(token: T): ChildNode
  /** Brings the node of `before` to `after`; false where only a new node will do. */
  update(node: ChildNode, before: T, after: T): boolean
  isSame(before: T, after: T): boolean
}

/**
 * Brings nodes made from `before` to `after` with as few changes as possible, so that what did not change
 * keeps its selection and is not laid out again. The first `stable` tokens are known to be the same.
 */
export const sync = <T>(
  parent: { appendChild(node: ChildNode): unknown },
  nodes: ChildNode[],
  before: readonly T[],
  after: readonly T[],
  kind: Kind<T>,
  stable = 0,
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
