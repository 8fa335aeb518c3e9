import { isCancelled } from '@shared/ipc/errors'
import type { Capture } from '@shared/model/capture'
import type { Command } from '@shared/model/command'
import {
  type Blank,
  blanksOf,
  fillCommand,
  parseCommand,
  type ReadWord,
  wantsWord,
} from '@shared/model/commandText'
import type { Draft } from '@shared/model/conversation'
import { type FormField, useBlanks } from '../../common/blanks/blanksStore'
import { troubleOf } from '../../common/failures/trouble'
import { client } from '../../ipc/client'
import { formatFullDay } from '../../ui/dates'

/** The name of a language in English, as a model reads it best: `de-AT` is Austrian German. */
export const languageName = (tag: string): string => {
  try {
    return new Intl.DisplayNames('en', { type: 'language' }).of(tag) ?? tag
  } catch {
    return tag
  }
}

const fieldOf = (blank: Blank): FormField => ({
  key: blank.key,
  label: blank.label === '' ? 'Choose' : blank.label,
  hint: '',
  isRequired: false,
  options: blank.type === 'choose' ? blank.options : null,
})

/** What stands in the place of what was read. A file goes along: its name stands for it. */
const wordsOf = ({ words, attachments }: Capture): string =>
  words === '' ? attachments.map(({ name }) => `[${name}]`).join(' ') : words

/**
 * A command as a question, with its blanks filled: what it wants of the screen is read now, the rest is asked
 * of the user. `given` stands in the place of the selection, and goes below where the command has no place
 * for it; null: nothing was given. Null where the user left it, or where something is missing, which is told.
 */
export const fillOut = async (
  { name, prompt }: Pick<Command, 'name' | 'prompt'>,
  given: string | null,
): Promise<Draft | null> => {
  const store = useBlanks.getState()
  store.settle()
  const pieces = parseCommand(prompt)
  const words: Partial<Record<ReadWord, string>> = {
    date: formatFullDay(Date.now()),
    language: languageName(navigator.language),
  }
  if (given !== null) words.selection = given.trim()
  const attachments: Draft['attachments'][number][] = []
  try {
    const wanted = (['selection', 'clipboard'] as const).filter(
      (word) => words[word] === undefined && wantsWord(pieces, word),
    )
    const captured = wanted.length === 0 ? {} : await client.call('capture.words', { words: wanted })
    for (const word of wanted) {
      const found = captured[word]
      if (!found) {
        store.miss(word, name)
        return null
      }
      words[word] = wordsOf(found)
      attachments.push(...found.attachments)
    }
  } catch (error) {
    if (!isCancelled(error)) store.fail(troubleOf(error))
    return null
  }
  const fields = blanksOf(pieces).map(fieldOf)
  const answers = fields.length === 0 ? new Map() : await store.ask({ title: name, origin: null, fields })
  if (answers === null) return null
  const text = fillCommand(pieces, { words, answers })
  const below = wantsWord(pieces, 'selection') ? '' : (words.selection ?? '')
  return { text: below === '' ? text : `${text}\n\n${below}`, attachments }
}
