import { between } from './random'

// What people and models write, for a history of years: words by Zipf's law with a long tail (names, numbers,
// identifiers), scripts without spaces, and code. The tail is what makes an index as large, and rare words as
// rare, as in life.

const syllables =
  'ba be bi bo ca ce ci co da de di do fa fe fi ga ge go ha he ho ja ju ka ke ki la le li lo ma me mi mo na ne ni no pa pe pi po ra re ri ro sa se si so ta te ti to va ve vi wa we ya yo za zu bra cle dri flo gru sta tre pli ment tion ness ing able con pre pro'.split(
    ' ',
  )
const common =
  'the of and to in is that it for you with as on be are this by can your an or from at not have which will each when use value so if one also more than do my how what i we should make like need get file code data function would example'.split(
    ' ',
  )
const vocabularySize = 60_000

export interface Vocabulary {
  readonly words: readonly string[]
  readonly han: readonly string[]
  readonly hangul: readonly string[]
}

export const makeVocabulary = (random: () => number): Vocabulary => {
  const words = new Set(common)
  while (words.size < vocabularySize) {
    // Frequent words are short.
    const most = words.size < 2_000 ? 2 : words.size < 15_000 ? 3 : 4
    const parts = Array.from(
      { length: between(random, most === 4 ? 3 : 2, most) },
      () => syllables[between(random, 0, syllables.length - 1)],
    )
    words.add(parts.join(''))
  }
  return {
    words: [...words],
    han: charactersOf(random, 0x4e00, 0x62ff, 3_500),
    hangul: charactersOf(random, 0xac00, 0xc5ff, 1_200),
  }
}

/** Some of a block, in an order of their own: the first are the frequent ones. */
const charactersOf = (random: () => number, first: number, last: number, count: number): string[] => {
  const found = new Set<string>()
  while (found.size < count) found.add(String.fromCodePoint(between(random, first, last)))
  return [...found]
}

const kana = 'のにはをたがでてとしれさあいうえおかきくけこそつなねひふほまみむめもやゆよらりるわん'
const hexadecimal = '0123456789abcdef'

/** Picks by Zipf's law: rank r about as often as 1/r. */
const zipf = <T>(random: () => number, from: readonly T[]): T =>
  from[Math.floor(from.length ** random()) - 1] as T

export type Language = 'latin' | 'chinese' | 'japanese' | 'korean'

export class Writer {
  constructor(
    private readonly random: () => number,
    private readonly vocabulary: Vocabulary,
  ) {}

  word(): string {
    const chance = this.random()
    // Numbers, identifiers and names that are hardly ever written twice.
    if (chance < 0.006) return String(between(this.random, 0, 99_999))
    if (chance < 0.011) return this.identifier()
    return zipf(this.random, this.vocabulary.words)
  }

  identifier(): string {
    const [first, second] = [this.rare(), this.rare()]
    return `${first}${second.charAt(0).toUpperCase()}${second.slice(1)}`
  }

  sentence(language: Language): string {
    if (language === 'latin') {
      const length = between(this.random, 5, 22)
      let text = this.word()
      text = text.charAt(0).toUpperCase() + text.slice(1)
      for (let count = 1; count < length; count += 1) text += ` ${this.word()}`
      return `${text}.`
    }
    const length = between(this.random, 8, 34)
    let text = ''
    for (let count = 0; count < length; count += 1) text += this.character(language, count)
    return language === 'korean' ? `${text}.` : `${text}。`
  }

  /** Writes about this many words, in paragraphs; sometimes a list. */
  prose(language: Language, words: number): string {
    const wordsASentence = language === 'latin' ? 13 : 10
    const sentences = Math.max(1, Math.round(words / wordsASentence))
    const paragraphs: string[] = []
    for (let done = 0; done < sentences; ) {
      const here = Math.min(sentences - done, between(this.random, 1, 5))
      const isList = this.random() < 0.15
      const each = Array.from({ length: here }, () => this.sentence(language))
      paragraphs.push(isList ? each.map((text) => `- ${text}`).join('\n') : each.join(' '))
      done += here
    }
    return paragraphs.join('\n\n')
  }

  code(lines: number): string {
    const rows = Array.from({ length: lines }, () => {
      const [name, call] = [this.identifier(), this.identifier()]
      const hash = Array.from({ length: 8 }, () => hexadecimal[between(this.random, 0, 15)]).join('')
      return this.random() < 0.1
        ? `const ${name} = '${hash}'`
        : `${' '.repeat(2 * between(this.random, 0, 3))}const ${name} = await ${call}(${zipf(this.random, this.vocabulary.words)}, ${between(this.random, 0, 400)})`
    })
    return `\`\`\`ts\n${rows.join('\n')}\n\`\`\``
  }

  private rare(): string {
    const { words } = this.vocabulary
    return words[Math.floor(this.random() ** 2 * words.length)] as string
  }

  private character(language: Language, place: number): string {
    if (language === 'chinese') return zipf(this.random, this.vocabulary.han)
    if (language === 'korean') return place % 4 === 3 ? ' ' : zipf(this.random, this.vocabulary.hangul)
    return this.random() < 0.55
      ? (kana[between(this.random, 0, kana.length - 1)] as string)
      : zipf(this.random, this.vocabulary.han)
  }
}
