/** A place is opened by as many words. */
export const wordCount = 6

/** Tells each word of the list from all others. */
const tellingLetters = 4

/** The farthest that a word of the list is from what was typed to be suggested. */
const farthest = 2
const mostSuggested = 3

/** A word as it was typed, and as it counts. */
export interface MeantWord {
  readonly typed: string
  readonly meant: string
  readonly isKnown: boolean
}

/**
 * The words as they count: however they were separated, numbered, capitalised, or cut after their fourth
 * letter. A word that is not on the list counts as it is.
 */
export const readWords = (text: string, list: readonly string[]): readonly MeantWord[] =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .split(/[\s,.;:·–-]+/)
    .filter((word) => word !== '' && !/^\d+$/.test(word))
    .map((typed) => {
      const found =
        typed.length >= tellingLetters
          ? (list.find((each) => each === typed) ??
            list.find((each) => each.slice(0, tellingLetters) === typed))
          : list.find((each) => each === typed)
      return { typed, meant: found ?? typed, isKnown: found !== undefined }
    })

/** The words of the list that were probably meant, the likeliest first; none where none is near. */
export const nearWords = (typed: string, list: readonly string[]): readonly string[] => {
  const beginning = list.find((each) => each.slice(0, tellingLetters) === typed.slice(0, tellingLetters))
  if (beginning !== undefined) return [beginning]
  const near = list
    .filter((each) => Math.abs(each.length - typed.length) <= farthest)
    .map((word) => ({ word, distance: distanceOf(typed, word) + (word[0] === typed[0] ? 0 : 0.5) }))
    .filter(({ distance }) => distance <= farthest)
  const nearest = Math.min(...near.map(({ distance }) => distance))
  return near
    .filter(({ distance }) => distance === nearest)
    .map(({ word }) => word)
    .slice(0, mostSuggested)
}

/** How many letters have to be added, left out, changed or swapped with the next. */
const distanceOf = (from: string, to: string): number => {
  let before: readonly number[] = []
  let row: readonly number[] = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let line = 1; line <= from.length; line++) {
    const next = [line]
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[line - 1] === to[column - 1]
      const isSwapped = from[line - 1] === to[column - 2] && from[line - 2] === to[column - 1]
      next[column] = Math.min(
        at(row, column) + 1,
        at(next, column - 1) + 1,
        at(row, column - 1) + (isSame ? 0 : 1),
        line > 1 && isSwapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    before = row
    row = next
  }
  return at(row, to.length)
}

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY
