import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { breachesIn, breachesOf } from '../../../scripts/commentRules.mjs'

const breaches = (text: string) => breachesOf('src/one.ts', text)
const words = (length: number) => 'word '.repeat(length).trim()

describe('the rules of comments', () => {
  it('let sound comments pass, and code that is no comment', () => {
    expect(
      breaches(
        [
          '/** The longest wait between two tries. */',
          '// The user sees it once, and personal words stay theirs.',
          `const nobody = '${words(40)}'`,
          `it('whoever', () => {})`,
        ].join('\n'),
      ),
    ).toEqual([])
  })

  it.each([
    ['a line', '// Nobody waits for it.', 'Nobody'],
    ['a member', '  /** Told to whoever asks. */', 'whoever'],
    ['a block, in its middle', '/**\n * What a window shows to\n * somebody.\n */', 'somebody'],
    ['a comment behind code', ['const one = 1', '// More than anybody needs.'].join(' '), 'anybody'],
    ['a comment between elements', '{/* A person reads this. */}', 'person'],
  ])('name another word for the user in %s', (_where, text, word) => {
    const line = text.split('\n').findIndex((each) => each.includes(word)) + 1
    expect(breaches(text)).toEqual([`src/one.ts:${line} says "${word}": the human is "the user"`])
  })

  it('name a comment line that is too long, but for directives and lines of code', () => {
    expect(breaches(`/*\n * ${words(22)} x\n */`)).toEqual([
      'src/one.ts:2 has 114 characters: a comment line has at most 110',
    ])
    expect(breaches(`// ${words(21)}ab`)).toEqual([])
    expect(breaches(`// biome-ignore lint/one/two: ${words(30)}`)).toEqual([])
    expect(breaches(`const one = '${words(20)}' // ${words(5)}`)).toEqual([])
  })

  it('end with the block that they look at', () => {
    expect(breaches('/* One. */\nconst nobody = 1\n/**\n * Two.\n */\nconst whoever = 2')).toEqual([])
  })

  it('hold in all of the project', () => {
    expect(breachesIn(resolve(import.meta.dirname, '../../..'))).toEqual([])
  })
})
