import { shownExactly } from '@shared/lib/shownExactly'
import type { ToolResultPart } from '@shared/model/message'
import type { AskedQuestion } from '@shared/model/serverQuestion'

interface Note {
  readonly title: string
  readonly text: string
}

const answers: Readonly<Record<AskedQuestion['answer'], string>> = {
  sent: 'Sent',
  opened: 'Opened',
  declined: 'Not answered',
}

const askedText = ({ serverName, message, answer, values = [], url }: AskedQuestion): string =>
  [
    `${serverName}: ${message}`,
    ...(url === undefined ? [] : [url]),
    answers[answer],
    ...values.map(({ label, value }) => `${label}: ${value ?? '(not kept)'}`),
  ].join('\n')

/** What stands with a result of a tool besides its output: what its server asked, and what it points at. */
export const toolNotes = ({ questions = [], links = [] }: ToolResultPart): readonly Note[] => {
  const asked = questions.map(askedText).join('\n\n')
  const linked = links.map(({ name, uri }) => `${name}: ${uri}`).join('\n')
  return [
    { title: 'The tool asked', text: shownExactly(asked) },
    { title: 'The tool’s links', text: shownExactly(linked) },
  ].filter(({ text }) => text !== '')
}
