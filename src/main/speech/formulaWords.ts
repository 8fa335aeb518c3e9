/** What is said of a formula that would take longer than it helps. */
const longest = 160

const commands: Readonly<Record<string, string>> = {
  leq: 'is at most',
  le: 'is at most',
  leqslant: 'is at most',
  geq: 'is at least',
  ge: 'is at least',
  geqslant: 'is at least',
  lt: 'is less than',
  gt: 'is greater than',
  ll: 'is much less than',
  gg: 'is much greater than',
  neq: 'is not',
  ne: 'is not',
  approx: 'is about',
  sim: 'is about',
  equiv: 'is equivalent to',
  propto: 'is proportional to',
  times: 'times',
  cdot: 'times',
  div: 'divided by',
  pm: 'plus or minus',
  mp: 'minus or plus',
  ast: 'times',
  to: 'to',
  rightarrow: 'to',
  longrightarrow: 'to',
  Rightarrow: 'implies',
  implies: 'implies',
  iff: 'if and only if',
  Leftrightarrow: 'if and only if',
  leftarrow: 'from',
  mapsto: 'maps to',
  in: 'in',
  notin: 'not in',
  subset: 'is a subset of',
  subseteq: 'is a subset of',
  cup: 'union',
  cap: 'intersection',
  forall: 'for all',
  exists: 'there exists',
  neg: 'not',
  land: 'and',
  wedge: 'and',
  lor: 'or',
  vee: 'or',
  infty: 'infinity',
  partial: 'partial',
  nabla: 'nabla',
  emptyset: 'the empty set',
  varnothing: 'the empty set',
  sum: 'the sum',
  prod: 'the product',
  int: 'the integral',
  lim: 'the limit',
  oint: 'the integral',
  ldots: 'and so on',
  cdots: 'and so on',
  dots: 'and so on',
  degree: 'degrees',
  circ: 'degrees',
  prime: 'prime',
  log: 'log',
  ln: 'natural log',
  exp: 'exp',
  sin: 'sine',
  cos: 'cosine',
  tan: 'tangent',
  min: 'min',
  max: 'max',
  varepsilon: 'epsilon',
  varphi: 'phi',
  vartheta: 'theta',
  ell: 'l',
  hbar: 'h bar',
  mid: 'given',
  quad: ',',
  qquad: ',',
}
const greek = new Set(
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau phi chi psi omega'.split(
    ' ',
  ),
)
const signs: Readonly<Record<string, string>> = {
  '+': 'plus',
  '-': 'minus',
  '−': 'minus',
  '=': 'equals',
  '<': 'is less than',
  '>': 'is greater than',
  '*': 'times',
  '/': 'over',
  '≤': 'is at most',
  '≥': 'is at least',
  '≠': 'is not',
  '≈': 'is about',
  '×': 'times',
  '·': 'times',
  '%': 'percent',
}
const powers: Readonly<Record<string, string>> = {
  '2': 'squared',
  '3': 'cubed',
  circ: 'degrees',
  prime: 'prime',
}
const roots: Readonly<Record<string, string>> = { '': 'the square root of', '3': 'the cube root of' }
/** Commands that only set how their argument looks. */
const looks =
  /^(?:math[a-z]+|text[a-z]*|mbox|operatorname|boldsymbol|bm|vec|hat|bar|tilde|overline|underline|left|right|[bB]igg?[lr]?|displaystyle|limits|boxed|dot|ddot)$/

/** Words for a formula as a human reads it out; null where there are none, or too many. */
export const formulaWords = (tex: string): string | null => {
  if (tex.length > longest || /\\(?:begin|end|ce|pu|matrix)\b/.test(tex)) return null
  const words = new FormulaReader(tex)
    .all()
    .replace(/\s+/g, ' ')
    .replace(/ ([,.;!?])/g, '$1')
    .trim()
  return words === '' || /[\\{}$^_&]/.test(words) ? null : words
}

/** Reads TeX from its start; what it does not know stays and is found by `formulaWords`. */
class FormulaReader {
  private at = 0

  constructor(private readonly tex: string) {}

  all(): string {
    const words: string[] = []
    while (this.at < this.tex.length && this.tex[this.at] !== '}') {
      const before = this.at
      words.push(this.next())
      if (this.at === before) break
    }
    return words.join(' ')
  }

  /** One sign, number, letter, command or group, with what is raised and lowered behind it. */
  private next(): string {
    const [number] = /^\d[\d.,]*\d|^\d/.exec(this.tex.slice(this.at, this.at + 40)) ?? []
    if (number !== undefined) {
      this.at += number.length
      return number
    }
    const sign = this.tex.charAt(this.at)
    if (sign === '{') return this.group()
    this.at += 1
    if (sign === '\\') return this.command()
    if (sign === '^') return this.power()
    if (sign === '_') return this.argument()
    if (/[\s~&]/.test(sign)) return ''
    if (sign === "'") return 'prime'
    if (sign === '(' || sign === ')' || sign === '|' || sign === '[' || sign === ']') return ','
    return signs[sign] ?? sign
  }

  private group(): string {
    this.at += 1
    const words = this.all()
    this.at += 1
    return words
  }

  private argument(): string {
    while (/\s/.test(this.tex.charAt(this.at))) this.at += 1
    return this.tex[this.at] === '{' ? this.group() : this.next()
  }

  private power(): string {
    const start = this.at
    const words = this.argument()
    const written = this.tex.slice(start, this.at).replace(/[{}\\\s]/g, '')
    return powers[written] ?? `to the ${words}`
  }

  private command(): string {
    const [name = ''] = /^[a-zA-Z]+/.exec(this.tex.slice(this.at, this.at + 30)) ?? []
    if (name === '') {
      const sign = this.tex.charAt(this.at)
      this.at += 1
      return /[%&#_$]/.test(sign) ? (signs[sign] ?? '') : ''
    }
    this.at += name.length
    if (/^[dt]?frac$/.test(name)) return `${this.argument()} over ${this.argument()}`
    if (name === 'sqrt') return this.root()
    if (name === 'sum' || name === 'prod' || name === 'int' || name === 'oint') return this.bounded(name)
    if (looks.test(name)) return /^(?:text|mbox|math|operatorname)/.test(name) ? this.words() : ''
    if (greek.has(name.toLowerCase())) return name.toLowerCase()
    return commands[name] ?? `\\${name}`
  }

  private words(): string {
    if (this.tex[this.at] !== '{') return ''
    const end = this.tex.indexOf('}', this.at)
    if (end < 0 || /[\\{^_]/.test(this.tex.slice(this.at + 1, end))) return this.group()
    const words = this.tex.slice(this.at + 1, end)
    this.at = end + 1
    return words
  }

  private root(): string {
    let degree = ''
    if (this.tex[this.at] === '[') {
      const end = this.tex.indexOf(']', this.at)
      degree = this.tex.slice(this.at + 1, end).trim()
      this.at = end + 1
    }
    return `${roots[degree] ?? `the root to ${degree} of`} ${this.argument()}`
  }

  /** `\sum_{i=1}^{n}` is "the sum from i equals 1 to n of". */
  private bounded(name: string): string {
    let words = commands[name] ?? name
    if (this.tex[this.at] === '_') {
      this.at += 1
      words += ` from ${this.argument()}`
    }
    if (this.tex[this.at] === '^') {
      this.at += 1
      words += ` to ${this.argument()}`
    }
    return `${words} of`
  }
}
