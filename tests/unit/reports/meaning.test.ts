import { parseMarkdown } from '@shared/markdown/MarkdownStream'
import fc from 'fast-check'
import type { Token } from 'marked'
import { describe, expect, it } from 'vitest'

/** Every kind of token in a text. */
const kindsIn = (tokens: readonly Token[]): Set<string> => {
  const kinds = new Set<string>()
  const look = (each: unknown): void => {
    if (Array.isArray(each)) each.forEach(look)
    else if (typeof each === 'object' && each !== null) {
      const token = each as Record<string, unknown>
      if (typeof token.type === 'string') kinds.add(token.type)
      for (const key of ['tokens', 'items', 'header', 'rows']) look(token[key])
    }
  }
  look(tokens)
  return kinds
}

const amount = fc.integer({ min: 1, max: 5_000 })
const name = fc.stringMatching(/^[A-Z][A-Z_]{1,8}[A-Z]$/)
const joint = fc.constantFrom(' and ', '/', ':', ', ', ' to ', '-', '，')
const meant = fc.oneof(
  amount.map((value) => `$${value}`),
  fc.tuple(amount, amount).map(([from, to]) => `${from}~${to}`),
  amount.map((value) => `~${value}`),
  name.map((each) => `$${each}`),
  amount.map((value) => `\\[${value}\\]`),
)

describe('for any amounts, ranges, variables and numbers of sources', () => {
  it('none is a formula, struck through or emphasis', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(meant, joint), { minLength: 1, maxLength: 8 }), (parts) => {
        const text = `It is ${parts.map(([each, between]) => each + between).join('')}so.`
        const kinds = kindsIn(parseMarkdown(text))
        for (const kind of ['math', 'del', 'em', 'strong']) expect(kinds, text).not.toContain(kind)
      }),
      { numRuns: 500 },
    )
  })
})

describe('for any words of scripts without blanks', () => {
  const letters = fc.stringMatching(/^[\u4e00-\u4e20\u3042-\u3050\uac00-\uac10]{1,4}$/)
  const mark = fc.constantFrom('，', '。', '：', '」', '）', '”', '(x)', '"', '', '！')
  it('bold is bold, whatever mark it ends or begins with', () => {
    fc.assert(
      fc.property(
        letters,
        fc.constantFrom('「', '（', '“', '"', ''),
        letters,
        mark,
        letters,
        (before, open, bold, end, after) => {
          const [block] = parseMarkdown(`${before}**${open}${bold}${end}**${after}`) as readonly {
            tokens: Token[]
          }[]
          expect(block?.tokens.map(({ type }) => type)).toEqual(['text', 'strong', 'text'])
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('for any fenced code', () => {
  const line = fc.constantFrom('a', '', '  b', '# c', '- d', 'e: f', '| g |', '~~~', '`h`', '$i$')
  const code = fc.array(line, { maxLength: 6 })
  it('what follows it is text', () => {
    fc.assert(
      fc.property(
        code,
        code,
        fc.constantFrom('bash', 'js', 'c++'),
        fc.boolean(),
        (around, inner, info, isBehind) => {
          const nested = ['x', ...around, `\`\`\`${info}`, ...inner, '```', ...around, 'y'].join('\n')
          const source = isBehind
            ? `So:\`\`\`js\n${inner.join('\n')}\nz\n\`\`\``
            : `\`\`\`markdown\n${nested}\n\`\`\``
          const blocks = parseMarkdown(`${source}\n\nAfter **all**.`)
          expect(
            blocks.map(({ type }) => type),
            source,
          ).toEqual([...(isBehind ? ['paragraph'] : []), 'code', 'paragraph'])
        },
      ),
      { numRuns: 300 },
    )
  })
})
