import { MarkdownStream, parseMarkdown } from '@shared/markdown/MarkdownStream'
import { describe, expect, it } from 'vitest'
import { expectLinear } from '../../../fuzz/growth'

/** As an answer arrives: a few signs at a time, drawn each time. */
const stream = (text: string, pieceLength: number) => {
  const reader = new MarkdownStream()
  for (let at = 0; at < text.length; at += pieceLength) {
    reader.append(text.slice(at, at + pieceLength))
    reader.take()
  }
  reader.finish()
  return reader.take()
}

const repeated = (unit: string) => (size: number) => unit.repeat(Math.ceil(size / unit.length))

const traps: Readonly<Record<string, (size: number) => string>> = {
  'a list item of many lazy lines': (size) => `- a\n${repeated('b\n')(size)}`,
  'a wide table of many short rows': (size) => {
    const columns = Math.min(400, Math.floor(size / 12))
    return `${'|a'.repeat(columns)}|\n${'|-'.repeat(columns)}|\n${repeated('|a\n')(size)}`
  },
  'a table too wide for any page': (size) =>
    `${repeated('|a')(size / 4)}|\n${repeated('|-')(size / 4)}|\n${repeated('|a\n')(size / 2)}`,
  'definitions of one label': repeated('[d0]: http://a\n'),
  'definitions of many labels': (size) =>
    Array.from({ length: size / 16 }, (_, index) => `[d${index}]: http://a\n`).join(''),
  'links whose definitions all come later': (size) => {
    const labels = Array.from({ length: size / 40 }, (_, index) => `d${index}`)
    return `${labels.map((label) => `[${label}] `).join('')}\n\n${labels.map((label) => `[${label}]: http://a\n`).join('')}`
  },
  'an address of entities': (size) => `http://a${repeated('&a;')(size)}`,
  'underscores within words': repeated('a_'),
  'one line of brackets': repeated('['),
  'nested emphasis': repeated('*_a'),
  'dollars before letters': repeated('$a '),
  'tildes in pairs': repeated('~~a'),
  'tags that open': repeated('<b>a'),
  'tags that close': repeated('a</b>'),
  'details in details': repeated('<details>\n'),
  'fences in Markdown': (size) => `\`\`\`md\n${repeated('a:\n```\nb\n')(size)}`,
  'fences behind words': repeated('a:```js\n'),
  'marks of private characters': repeated('\ue200a\ue202'),
  'brackets of sources': repeated('【1'),
  'beginnings of commands to a terminal': repeated('\u001b['),
  'cells of backticks': (size) => `|a|b|\n|-|-|\n${repeated('|`')(size)}`,
  'bare environments': repeated('\\begin{align}\n'),
  'escaped brackets': repeated('\\[a'),
  'one word of full-width marks behind an address': (size) => `https://a.example/${repeated('a，')(size)}`,
  'items with blank lines in one item': (size) => `- a\n${repeated('\n  b\n')(size)}`,
}

describe('ATK-13: Markdown that once froze the window takes work that grows with its length', () => {
  it.each([
    'a list item of many lazy lines',
    'items with blank lines in one item',
    'links whose definitions all come later',
    'details in details',
    'fences in Markdown',
    'nested emphasis',
    'tags that open',
    'dollars before letters',
  ])('%s, in pieces', async (name) => {
    const trap = traps[name] ?? repeated('')
    await expectLinear(3_000, (size) => {
      const text = trap(size)
      return () => stream(text, 50)
    })
  })

  it.each(Object.entries(traps))('%s, at once', async (_name, trap) => {
    await expectLinear(8_000, (size) => {
      const text = trap(size)
      return () => parseMarkdown(text)
    })
  })
})

describe('a block longer than any is', () => {
  const shown = (text: string) => parseMarkdown(text).map(({ type }) => type)

  it('goes on as a paragraph, a quote or a list of its own', () => {
    expect(shown('word '.repeat(3_000))).toEqual(['paragraph', 'paragraph'])
    expect(shown('> words of a quote\n'.repeat(700))).toEqual(['blockquote', 'blockquote'])
    expect(shown(`- item\n${'  its words\n'.repeat(1_000)}`)).toEqual(['list', 'paragraph'])
  })

  it('is one list however many items it has, and one table however many rows', () => {
    const [list, ...afterList] = parseMarkdown('1. an item\n'.repeat(5_000)) as readonly {
      items: unknown[]
    }[]
    expect([list?.items.length, afterList]).toEqual([5_000, []])
    const [table, ...afterTable] = parseMarkdown(
      `| a | b |\n| - | - |\n${'| some | cells |\n'.repeat(5_000)}`,
    ) as readonly { rows: unknown[] }[]
    expect([table?.rows.length, afterTable]).toEqual([5_000, []])
  })

  it('keeps code of a list item as code, and what follows it as it is', () => {
    const code = Array.from({ length: 1_000 }, (_, index) => `   line ${index}`).join('\n')
    const blocks = parseMarkdown(`1. Step:\n   \`\`\`js\n${code}\n   \`\`\`\n\n## After\n`) as readonly {
      type: string
      text: string
    }[]
    expect(blocks.map(({ type }) => type)).toEqual(['list', 'code', 'heading'])
    expect(blocks[1]?.text).toMatch(/^line \d+\n[\s\S]*\nline 999$/)
  })

  it('loses none of its words', () => {
    const text = `- ${Array.from({ length: 4_000 }, (_, index) => `w${index}`).join(' ')}`
    const written = parseMarkdown(text).map(({ raw }) => raw)
    // `toBe` would print a difference too long to read.
    expect(written.join(' ').replace(/\s+/g, ' ') === text).toBe(true)
  })
})

it('a text full of brackets that never close is shown as it was written', () => {
  const text = `${'[ *a* '.repeat(30)}\n\n[a](https://b.c) *d*`
  const [first, second] = parseMarkdown(text) as unknown as { tokens: { type: string; raw: string }[] }[]
  expect(first?.tokens).toEqual([expect.objectContaining({ type: 'text', raw: '[ *a* '.repeat(30) })])
  expect(second?.tokens.map(({ type }) => type)).toEqual(['link', 'text', 'em'])
})

it('a row that is shorter than its table stays so: a wide table of short rows is not the square of its text', () => {
  const [table] = parseMarkdown(
    `${'|a'.repeat(300)}|\n${'|-'.repeat(300)}|\n${'|a\n'.repeat(300)}`,
  ) as unknown as [{ rows: unknown[][] }]
  expect(table.rows.flat().length).toBe(300)
})

it('the unfinished end of a text that is dear to parse is shown as it is written, until there is time', () => {
  let now = 0
  const reader = new MarkdownStream(() => {
    now += 40
    return now
  })
  const written = 'words **and** more '.repeat(9)
  for (let at = 0; at < written.length; at += 5) {
    reader.append(written.slice(at, at + 5))
    reader.take()
  }
  const { tail } = reader.take()
  expect(tail.map(({ raw }) => raw).join('')).toBe(written)
  expect(tail.at(-1)?.type).toBe('rest')
})
