import type { SettingsSection } from '../../common/navigation/navigation'

/** What users call a section, or a setting (by the ids in its row), besides the words that stand there. */
const synonyms: Readonly<Partial<Record<SettingsSection, string>> & Record<string, string>> = {
  engine: 'provider server connection openai ollama local llm ai',
  answers: 'chat behaviour behavior',
  assistants: 'gpts persona preset bot agent custom instructions',
  commands: 'prompts templates snippets slash actions shortcuts placeholders variables blanks',
  tools: 'plugins extensions connectors mcp functions agent permissions approval internet browsing',
  costs: 'price budget money spending billing usage tokens',
  speech: 'audio sound tts text-to-speech listen speak',
  dictation: 'stt speech-to-text transcription whisper talk record listening',
  quick: 'launcher spotlight popup window',
  appearance: 'look display',
  background: 'system desktop',
  capture: 'selection clipboard screenshot actions what I am looking at',
  history: 'data transfer archive conversations takeout migrate',
  sync: 'devices computers synchronise synchronize synchronisation synchronization cloud share machines laptop webdav nextcloud owncloud nas syncthing dropbox onedrive icloud recovery phrase e2ee',
  backups: 'restore recovery copy safety snapshot',
  storage: 'files disk location path privacy about',
  memory: 'facts about me remember personalization personalisation',
  'search-history': 'past chats recall rag',
  model: 'gpt llm',
  'change-key': 'token secret password',
  'weak-keys': 'token secret password',
  'system-prompt': 'custom instructions personality',
  streaming: 'typing live',
  'idle-timeout': 'wait time-out',
  'first-byte-timeout': 'wait time-out loading model slow',
  proxy: 'network socks vpn pac',
  'web-search': 'internet browsing google bing browse online',
  'search-provider': 'searxng brave tavily exa kagi google bing',
  'searxng-address': 'searx server url',
  'search-key': 'token api secret',
  'extra-headers': 'http header gateway token',
  refusals: 'refused unsupported learnt forget',
  'make-titles': 'titles rename summary',
  'block-at-limit': 'budget',
  'speech-speed': 'rate fast slow tempo playback',
  'speech-kept': 'cache disk offline',
  microphone: 'mic input recording',
  'quick-temporary': 'private incognito off the record history memory',
  'hotkey-quick': 'global shortcut keyboard keybinding hot-key',
  'hotkey-capture': 'global shortcut keyboard keybinding hot-key',
  'hotkey-dictation': 'global shortcut keyboard keybinding hot-key push-to-talk voice typing',
  'polish-dictation': 'clean up punctuation rewrite format',
  theme: 'dark mode light night colour color',
  keyboard: 'shortcuts keybindings hotkeys hot-keys',
  spelling: 'spell check spellcheck spellchecker dictionary typo',
  'tray-icon': 'menu bar',
  'stay-when-closed': 'minimise minimize quit exit',
  'start-at-login': 'startup autostart boot launch',
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

/** The text has every word of the query, each at the beginning of one of its words. */
export const matchesSearch = (query: string, text: string): boolean => {
  const words = wordsOf(text)
  return wordsOf(query).every((part) => words.some((word) => word.startsWith(part)))
}

/**
 * Everything that a row of the settings is found by: its own words, those of its section, and what users
 * call both.
 */
export const searchText = (row: {
  readonly section: string
  readonly title: string
  readonly text: string
  readonly ids: readonly string[]
}): string => [row.title, row.text, ...[row.section, ...row.ids].map((id) => synonyms[id] ?? '')].join(' ')
