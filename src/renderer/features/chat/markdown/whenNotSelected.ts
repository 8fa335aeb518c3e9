/**
 * Does the work now, or once nothing in the node is selected: what replaces nodes would take the selection
 * away.
 */
export const whenNotSelected = (node: Node, work: () => void): void => {
  const isSelected = () => {
    const selection = document.getSelection()
    return selection !== null && !selection.isCollapsed && selection.containsNode(node, true)
  }
  if (!isSelected()) {
    work()
    return
  }
  const look = () => {
    if (isSelected()) return
    document.removeEventListener('selectionchange', look)
    work()
  }
  document.addEventListener('selectionchange', look)
}
