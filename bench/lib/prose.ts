import { between, randomFrom } from './random'

// Words of English-like text by Zipf's law: few words are most of the text, as in what people and models
// write. That is what makes searching and line breaking cost what they cost.

const syllables =
  'ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu bra cle dri flo gru sta tre pli'.split(' ')
const common =
  'the of and to in is that it for as with on be are this by an or from at not can which will each when value so if one also more than use'.split(
    ' ',
  )
const vocabularySize = 12_000

const vocabulary = (() => {
  const random = randomFrom(7)
  const words = new Set(common)
  while (words.size < vocabularySize) {
    const parts = Array.from(
      { length: between(random, 2, 4) },
      () => syllables[between(random, 0, syllables.length - 1)],
    )
    words.add(parts.join(''))
  }
  return [...words]
})()

export const wordOf = (random: () => number): string =>
  vocabulary[Math.floor(vocabularySize ** random()) - 1] ?? 'the'

/** The word of a rank, 0 being the most frequent. */
export const wordOfRank = (rank: number): string => vocabulary[rank] ?? 'the'

export const words = (random: () => number, count: number): string =>
  Array.from({ length: count }, () => wordOf(random)).join(' ')

export const sentence = (random: () => number): string => {
  const text = words(random, between(random, 6, 22))
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

export const paragraph = (random: () => number, sentences: number): string =>
  Array.from({ length: sentences }, () => sentence(random)).join(' ')
