import { lex } from '@shared/markdown/tokens'
import { whenIdle } from '../../../ui/whenIdle'

/** A few of all kinds; the first ones cost most. */
const samples = [
  'One two.\nThree four.',
  'See **bold**, *that*, `code`, ~~gone~~ and [a](https://example.org).',
  '- a\n- b\n  - c',
  '1. a\n2. b',
  '| a | b |\n|---|---|\n| c | d |\n\n> e\n\n# f',
]

/**
 * The first text of each kind takes the parser some ten milliseconds, since a pattern is compiled when it is
 * first used, and anew, for speed, when it is used again. Done while the user writes, one sample a task, so
 * that the first answer does not stop the page for all of them at once.
 */
export const warmUp = (): void => {
  const left = [...samples, ...samples]
  const next = () => {
    const sample = left.shift()
    if (sample === undefined) return
    lex(sample)
    whenIdle(next)
  }
  whenIdle(next)
}
