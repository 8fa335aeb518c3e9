import type { SettingsSection } from '../../common/navigation/navigation'

/** What people call a section, or a setting (by its control's id), besides the words that stand there. */
const synonyms: Readonly<Partial<Record<SettingsSection, string>> & Record<string, string>> = {
  engine: 'provider server connection openai ollama api local llm ai',
  answers: 'chat behaviour behavior response custom instructions personality',
  assistants: 'gpts persona preset bot agent custom instructions',
  costs: 'price budget money spending billing usage tokens dollars limit',
  speech: 'audio sound tts text-to-speech read aloud listen speak',
  dictation: 'microphone mic stt speech-to-text transcription whisper talk record listening input',
  quick: 'hotkey hot-key global shortcut launcher spotlight popup window',
  appearance: 'theme dark mode light night colour color look display',
  background: 'tray startup autostart boot login menu bar minimise minimize',
  capture: 'selection clipboard screenshot actions prompts what I am looking at',
  history: 'import export data transfer archive chatgpt conversations takeout migrate',
  backups: 'backup restore recovery copy safety snapshot',
  storage: 'folder files disk location path privacy logs version about',
  model: 'gpt llm',
  streaming: 'typing live',
  'idle-timeout': 'wait time-out',
  'make-titles': 'title rename summary',
  'openai-key': 'token secret password',
  'weak-keys': 'token secret password keyring',
  'speech-speed': 'rate fast slow tempo playback',
  'speech-kept': 'cache disk offline',
  'notify-when-answered': 'notification alert',
  notify: 'notification alert',
  muted: 'silence quiet sound',
}

const wordsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')

/** Does the text have every word of the query, each at the beginning of one of its words? */
export const matchesSearch = (query: string, text: string): boolean => {
  const words = wordsOf(text)
  return wordsOf(query).every((part) => words.some((word) => word.startsWith(part)))
}

/** Everything that a row of the settings is found by: its own words, those of its section, and what people call both. */
export const searchText = (row: {
  readonly section: string
  readonly title: string
  readonly text: string
  readonly ids: readonly string[]
}): string => [row.title, row.text, ...[row.section, ...row.ids].map((id) => synonyms[id] ?? '')].join(' ')
