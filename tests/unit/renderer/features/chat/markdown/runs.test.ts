import hljs from 'highlight.js/lib/common'
import { describe, expect, it } from 'vitest'
import { Coloured } from '../../../../../../src/renderer/features/chat/markdown/highlight'
import { runsFrom } from '../../../../../../src/renderer/features/chat/markdown/runs'

// biome-ignore lint/suspicious/noTemplateCurlyInString: it is the code to be coloured
const code = 'const a = "x < y && \'z\'" // <b>&amp;</b>\nlet tag = <T,>(x: T) => `${x}`\n'

describe('Coloured code', () => {
  it('is the code, to the letter', () => {
    for (const language of ['typescript', 'xml', 'python', 'bash', 'css', 'json']) {
      const runs = runsFrom(hljs.highlight(code, { language, ignoreIllegals: true }).value)
      expect(runs.map(([, text]) => text).join('')).toBe(code)
    }
  })

  it('has the innermost style of nested ones', () => {
    expect(runsFrom('a<span class="s">b<span class="t">c</span>d</span>e&lt;')).toEqual([
      ['', 'a'],
      ['s', 'b'],
      ['t', 'c'],
      ['s', 'd'],
      ['', 'e<'],
    ])
  })

  it('can be taken in stretches that cut through runs', () => {
    const coloured = new Coloured([
      ['k', 'const'],
      ['', ' a = '],
      ['n', '12345'],
    ])
    expect([coloured.between(0, 7), coloured.between(7, 12), coloured.between(12, 99)]).toEqual([
      [
        ['k', 'const'],
        ['', ' a'],
      ],
      [
        ['', ' = '],
        ['n', '12'],
      ],
      [['n', '345']],
    ])
  })

  it('keeps words that every object knows', () => {
    const html = 'class A { <span class="t">constructor</span>() {} } a.<span class="x">toString</span>'
    expect(runsFrom(html)).toEqual([
      ['', 'class A { '],
      ['t', 'constructor'],
      ['', '() {} } a.'],
      ['x', 'toString'],
    ])
  })
})
