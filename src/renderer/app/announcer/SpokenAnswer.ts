import { runInSlices } from '../../features/chat/markdown/pace'
import { Sentences } from './Sentences'

/**
 * As much text as is cut into sentences between two looks at the clock. More of it at once holds the page.
 */
const pieceLength = 1_024

/**
 * An answer on its way to sentences. What comes in a burst is cut in slices, between which the page goes on.
 */
export class SpokenAnswer {
  private readonly sentences = new Sentences()
  private waiting = ''
  private end: string | null = null
  private isCutting = false

  constructor(
    private readonly say: (words: string) => void,
    private readonly later: (work: () => void) => void = (work) => setTimeout(work, 0),
  ) {}

  append(text: string): void {
    this.waiting += text
    this.cut()
  }

  /** The answer is complete; `words` say how it ended, after its last sentence. */
  finish(words: string): void {
    this.end = words
    this.cut()
  }

  private cut(): void {
    if (this.isCutting) return
    this.isCutting = true
    const steps = this.steps()
    if (this.waiting.length > pieceLength) this.later(() => runInSlices(steps))
    else while (!steps.next().done);
  }

  private *steps(): Generator<void, void> {
    while (this.waiting !== '') {
      const piece = this.waiting.slice(0, pieceLength)
      this.waiting = this.waiting.slice(pieceLength)
      this.sayAll(this.sentences.append(piece))
      yield
    }
    this.isCutting = false
    if (this.end === null) return
    this.sayAll([...this.sentences.finish(), this.end])
    this.end = null
  }

  private sayAll(sentences: readonly string[]): void {
    for (const sentence of sentences) this.say(sentence)
  }
}
