import { z } from 'zod'

/** A saved prompt: asked for by `/name`, or at one press beside what was brought in from the screen. */
export const commandSchema = z.object({
  id: z.string().min(1).max(100),
  name: z.string().trim().min(1).max(40),
  /** What to ask. Its blanks are filled when it is taken: see `commandText.ts`. */
  prompt: z.string().trim().min(1).max(20_000),
  /** It stands beside what was brought in from the screen, too. */
  withSelection: z.boolean(),
  /** What becomes of the answer. `replace`: it is meant to take the place of what was selected. */
  result: z.enum(['show', 'replace']),
})

/** As it is kept: the first commands stood beside what was brought in only, and said nothing of it. */
export const keptCommandSchema = commandSchema.extend({
  withSelection: commandSchema.shape.withSelection.default(true),
  result: commandSchema.shape.result.default('show'),
})
export type Command = Readonly<z.output<typeof commandSchema>>

export const mostCommands = 200

/** Names are one where only their letters' size and the space around them differ. */
export const isSameName = (one: string, other: string): boolean =>
  one.trim().toLowerCase() === other.trim().toLowerCase()

/** The file in which commands travel. Ids are given anew on import. */
export const commandFileSchema = z.object({
  format: z.literal('parley.commands'),
  version: z.literal(1),
  commands: z
    .array(keptCommandSchema.omit({ id: true }))
    .min(1)
    .max(mostCommands),
})
export type CommandFile = z.output<typeof commandFileSchema>

const languages = [
  'English',
  'Arabic',
  'Chinese',
  'Dutch',
  'French',
  'German',
  'Hindi',
  'Italian',
  'Japanese',
  'Korean',
  'Polish',
  'Portuguese',
  'Russian',
  'Spanish',
  'Turkish',
  'Ukrainian',
]

const builtin = (id: string, name: string, prompt: string): Command => ({
  id,
  name,
  prompt,
  withSelection: true,
  result: 'show',
})

/** Its answer is the text alone. */
const replacing = (...command: Parameters<typeof builtin>): Command => ({
  ...builtin(...command),
  result: 'replace',
})

/** The commands of a new profile; the user changes, removes and adds some. */
export const defaultCommands: readonly Command[] = [
  builtin(
    'explain',
    'Explain',
    'Explain this in plain words. Say first what it is, then what matters about it.\n\n{selection}',
  ),
  replacing(
    'translate',
    'Translate',
    'Translate this into {language}. If it is in {language} already, translate it into English. Give only the translation.\n\n{selection}',
  ),
  replacing(
    'correct',
    'Correct',
    'Correct the spelling and grammar of this, and change nothing else. Give only the corrected text.\n\n{selection}',
  ),
  replacing(
    'shorter',
    'Shorter',
    'Make this shorter without losing what matters, in its own language and tone. Give only the new text.\n\n{selection}',
  ),
  replacing(
    'rewrite',
    'Rewrite',
    'Rewrite this so that it is clear and correct, in its own language and tone. Give only the new text.\n\n{selection}',
  ),
  builtin(
    'summarise',
    'Summarise',
    'Summarise this in its own language: one sentence, then the points that matter.\n\n{selection}',
  ),
  builtin(
    'reply',
    'Reply',
    'Write a reply to this message, in its language. It should say: {ask: What to say}\n\n{selection}',
  ),
  replacing(
    'translate-into',
    'Translate into',
    `Translate this into {choose: ${languages.join(' | ')}}. Give only the translation.\n\n{selection}`,
  ),
  {
    ...builtin(
      'email',
      'Write an email',
      'Write an email to {ask: To} about {ask: Subject}. Tone: {choose: friendly | formal | brief}.',
    ),
    withSelection: false,
  },
]
