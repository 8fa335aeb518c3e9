import { type Message, textOf } from '@shared/model/message'

/** What was asked in a conversation as far as it is loaded, oldest first. */
export const promptsOf = (
  path: readonly string[],
  messages: ReadonlyMap<string, Pick<Message, 'role' | 'parts'>>,
): readonly string[] =>
  path.flatMap((id) => {
    const message = messages.get(id)
    const text = message?.role === 'user' ? textOf(message) : ''
    return text === '' ? [] : [text]
  })

const mostSent = 100

/**
 * Up in an empty field brings back what was asked before, further up what was asked before that; Down comes
 * back. What was recalled and then changed is the user's own text, and the keys move in it as ever.
 */
export class Recall {
  private readonly sent: string[] = []
  private prompts: readonly string[] = []
  private at: number | null = null

  /** Asked in this window, wherever. */
  note(prompt: string): void {
    if (prompt.trim() === '') return
    this.sent.push(prompt)
    if (this.sent.length > mostSent) this.sent.shift()
    this.at = null
  }

  /**
   * The text to show, or null where the key is none of ours. `own`: what was asked in the shown conversation,
   * oldest first.
   */
  older(current: string, own: readonly string[]): string | null {
    if (current === '') {
      const all = [...this.sent.filter((prompt) => !own.includes(prompt)), ...own]
      this.prompts = all.filter((prompt, index) => prompt !== all[index + 1])
      this.at = this.prompts.length
    }
    if (this.at === null || (current !== '' && current !== this.prompts[this.at])) return null
    const next = this.prompts[this.at - 1]
    if (next === undefined) return current === '' ? null : current
    this.at -= 1
    return next
  }

  newer(current: string): string | null {
    if (this.at === null || current === '' || current !== this.prompts[this.at]) return null
    this.at += 1
    return this.prompts[this.at] ?? ''
  }
}

export const recall = new Recall()
