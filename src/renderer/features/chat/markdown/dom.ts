/** A new element with a class and children. */
export const element = <K extends keyof HTMLElementTagNameMap>(
  name: K,
  className = '',
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] => {
  const made = document.createElement(name)
  if (className) made.className = className
  made.append(...children)
  return made
}

/** Sets a text node, by appending where the new text only goes on: cheaper, and a selection survives. */
export const setText = (node: Text, text: string): void => {
  if (text === node.data) return
  if (text.length > node.length && text.startsWith(node.data)) node.appendData(text.slice(node.length))
  else node.data = text
}

/** The same element, which runs as the first letter in it does. */
export const directed = <T extends HTMLElement>(made: T): T => {
  made.dir = 'auto'
  return made
}
