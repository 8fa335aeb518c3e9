import { visibleText } from '@shared/lib/visibleText'
import { withoutAnsi } from '@shared/markdown/ansi'

const mostLines = 20
const mostLineLength = 500

/** The last lines that a program wrote, each as far as it can be read at a glance. */
export class LastLines {
  private lines: string[] = []
  private rest = ''

  add(text: string): void {
    const lines = `${this.rest}${text}`.split(/\r?\n/)
    this.rest = (lines.pop() ?? '').slice(0, mostLineLength)
    for (const line of lines) if (line.trim() !== '') this.lines.push(line.slice(0, mostLineLength))
    this.lines = this.lines.slice(-mostLines)
  }

  get text(): string {
    return [...this.lines, this.rest]
      .filter((line) => line.trim() !== '')
      .slice(-mostLines)
      .map((line) => visibleText(withoutAnsi(line)))
      .join('\n')
  }
}
