/**
 * Where `*` and `_` may open and close emphasis. CommonMark asks for a blank beside a mark that touches
 * punctuation, which texts without blanks never have: here the marks and letters of such scripts count as
 * letters, and as the blank that other punctuation needs (the rule of the "CJK friendly" amendment).
 */

/** Letters of scripts that put no blanks between words, or none before a particle. */
const cjkLetter = String.raw`\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}`
/** Their punctuation: full-width marks, brackets and quotation marks. */
const cjkMark = String.raw`\u3000-\u303f\u30fb\u30fc\ufe30-\ufe4f\uff00-\uffef`
const mark = String.raw`(?![~${cjkMark}])[\p{P}\p{S}]`
const markOrSpace = String.raw`(?![~${cjkMark}])[\s\p{P}\p{S}]`
const letter = String.raw`(?:[^\s\p{P}\p{S}]|[~${cjkMark}])`
const cjk = `[${cjkLetter}${cjkMark}]`
/** A letter that asks for a blank between itself and a mark. */
const spacedLetter = `(?!${cjk})${letter}`

/** As marked tries them: what a run of stars behind this sign may be, by the group that caught it. */
const closingStars = new RegExp(
  [
    String.raw`^[^_*]*?__[^_*]*?\*[^_*]*?(?=__)`,
    '[^*]+(?=[^*])',
    String.raw`(?!\*)${mark}(\*+)(?=\s|$)`,
    String.raw`${letter}(\*+)(?!\*)(?=${markOrSpace}|$)`,
    String.raw`(?:(?!\*)${mark}(?=\*+${spacedLetter})|\s)(\*+)(?=${letter})`,
    String.raw`\s(\*+)(?!\*)(?=${mark})`,
    String.raw`(?!\*)${mark}(\*+)(?!\*)(?=${mark}|${cjk})`,
    String.raw`${letter}(\*+)(?=${letter})`,
  ].join('|'),
  'gu',
)

/** What an opening run is, with the mark behind it in the first or third group. */
const opening = new RegExp(
  String.raw`^(?:\*+(?:((?!\*)${mark})|([^\s*]))?)|^_+(?:((?!_)${mark})|([^\s_]))?`,
  'u',
)

/** What lets a run open before a mark: a blank, a mark, or a letter that takes no blanks. */
const before = new RegExp(String.raw`^(?![*_])[\s\p{P}\p{S}${cjkLetter}]`, 'u')

export const emphasisRules = {
  emStrongLDelim: opening,
  emStrongRDelimAst: closingStars,
  punctuation: before,
} as const
