import { describe, expect, test } from 'vitest'
import { PictureSplitter } from '../../../../src/main/engines/PictureSplitter'
import { mostBase64 } from '../../../../src/main/engines/wire/sentPictures'

const data = 'iVBORw0KGgo'.repeat(20)
const picture = { type: 'picture', picture: { type: 'data', base64: data } }

/** What a text in these pieces becomes, with neighbouring texts as one. */
const split = (pieces: readonly string[]) => {
  const splitter = new PictureSplitter()
  const found = [...pieces.flatMap((piece) => splitter.read(piece)), ...splitter.end()]
  return found.reduce<unknown[]>((joined, piece) => {
    const before = joined.at(-1)
    if (piece.type === 'text' && typeof before === 'string') joined[joined.length - 1] = before + piece.text
    else joined.push(piece.type === 'text' ? piece.text : piece)
    return joined
  }, [])
}

const everyCut = (text: string) => [
  [text],
  [...text],
  ...Array.from(text, (_, at) => [text.slice(0, at), text.slice(at)]),
]

describe('a picture in a text', () => {
  test.each([
    ['Here: ', `![image](data:image/png;base64,${data})`, ' and on.'],
    ['', `![](<data:image/png;base64,${data}>)`, ''],
    ['Look ', `![a b](data:image/jpeg;charset=utf-8;base64,${data} "A title")`, ''],
    ['A ', `<img alt="x" src="data:image/webp;base64,${data}" width="3">`, ' b'],
    ['', `data:image/png;base64,${data}`, ' alone'],
    ['Two!', `![x](data:image/png;base64,${data.slice(0, 60)}\n${data.slice(60)})`, '!'],
  ])('%j stands for itself, wherever the stream is cut', (before, wrapped, after) => {
    for (const pieces of everyCut(before + wrapped + after)) {
      const found = split(pieces)
      expect(found.filter((each) => typeof each === 'string').join('|')).toBe(
        [before, after].filter((each) => each !== '').join('|'),
      )
      const [one, ...others] = found.filter((each) => typeof each !== 'string') as [typeof picture]
      expect(others).toEqual([])
      expect(one.picture.base64.replace('\n', '')).toBe(data)
    }
  })

  test('two of them one after the other are two', () => {
    const one = `![](data:image/png;base64,${data})`
    expect(split([one + one])).toEqual([picture, picture])
  })

  test('one that never ends is what has come of it', () => {
    expect(split([`Here ![x](data:image/png;base64,${data}`])).toEqual(['Here ', picture])
  })

  test('far too much is refused, and not kept meanwhile', () => {
    const pieces = Array.from({ length: 50 }, () => 'A'.repeat(mostBase64 / 40))
    expect(split(['x ![y](data:image/png;base64,', ...pieces, ') z'])).toEqual([
      'x ',
      { type: 'picture', picture: { type: 'refused', reason: 'too-long' } },
      ' z',
    ])
  })
})

test.each([
  'Wow! [A link](https://example.com) and ![a picture](https://example.com/a.png).',
  `In code \`![x](data:image/png;base64,${data})\` it is shown.`,
  `\`\`\`\n![x](data:image/png;base64,${data})\n\`\`\`\n`,
  'It begins with data:image/png;base64,iVBORw0KGgo and goes on.',
  'Write ![alt](data:image/png;base64,…) there.',
  '<img src="https://example.com/a.png"> and <i>that</i>',
  '![never closed, and then the answer is over',
  'An end in d',
])('%j stays text, wherever the stream is cut', (text) => {
  for (const pieces of everyCut(text)) expect(split(pieces)).toEqual([text])
})

test('plain text is not held back', () => {
  expect(new PictureSplitter().passes('Nothing but words, however many.')).toBe(true)
})
