import type { MathToken } from '@shared/markdown/math'
import { element } from './dom'

const formulas = new WeakMap<Element, MathToken>()

/** The formula that an element stands for, until it is set. */
export const formulaOf = (node: Element): MathToken | null => formulas.get(node) ?? null

/** A formula's source, to be set when its block is complete. */
export const mathElement = (token: MathToken, name: 'div' | 'span'): HTMLElement => {
  const made = element(name, token.isDisplay ? 'md-math is-display' : 'md-math', token.raw.trim())
  made.dir = 'ltr'
  if (!token.isOpen) formulas.set(made, token)
  return made
}
