/** The part of a DOM that is used here: the compiler knows no pages in this folder. */
export interface DomNode {
  readonly nodeType: number
  /** In capitals for elements of HTML. */
  readonly nodeName: string
  readonly nodeValue: string | null
  readonly textContent: string | null
  readonly childNodes: ArrayLike<DomNode>
  readonly parentNode: DomNode | null
}

export interface DomElement extends DomNode {
  getAttribute(name: string): string | null
  remove(): void
  append(...nodes: readonly DomNode[]): void
}

export interface DomDocument extends DomNode {
  readonly body: DomElement
  querySelector(selector: string): DomElement | null
  querySelectorAll(selector: string): ArrayLike<DomElement>
}

const elementNode = 1
const textNode = 3

export const isElement = (node: DomNode): node is DomElement => node.nodeType === elementNode
export const isText = (node: DomNode): boolean => node.nodeType === textNode

export const childrenOf = (node: DomNode): readonly DomNode[] => Array.from(node.childNodes)
