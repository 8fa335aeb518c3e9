import { expect, it } from 'vitest'
import { matchesSearch, searchText } from '../../../../../src/renderer/app/settings/settingsSearch'

it.each([
  ['theme', 'Theme System Light Dark', true],
  ['DARK', 'Theme System Light Dark', true],
  ['light the', 'Theme System Light Dark', true],
  ['heme', 'Theme', false],
  ['theme key', 'Theme', false],
  ['hot-key', 'hotkey hot-key', true],
  ['speech to', 'Text-to-speech', true],
  ['parlé', 'Parle', true],
  ['', 'anything', true],
  ['…', 'anything', true],
])('%s in “%s”: %s', (query, text, isFound) => {
  expect(matchesSearch(query, text)).toBe(isFound)
})

it.each([
  ['dark mode', { section: 'appearance', title: 'Appearance', text: 'Theme', ids: ['theme'] }],
  ['mic', { section: 'dictation', title: 'Dictation', text: 'Microphone', ids: ['microphone'] }],
  ['global shortcut', { section: 'quick', title: 'Quick ask', text: 'Hotkey', ids: ['hotkey-quick'] }],
  [
    'autostart',
    { section: 'background', title: 'Background', text: 'Start when I log in', ids: ['start-at-login'] },
  ],
  ['timeout', { section: 'answers', title: 'Answers', text: 'Response timeout', ids: ['idle-timeout'] }],
  ['tts', { section: 'speech', title: 'Voice', text: 'Read answers aloud', ids: ['read-aloud'] }],
  ['chatgpt import', { section: 'history', title: 'History', text: 'Import From ChatGPT', ids: [] }],
])('a search for %s finds it', (query, row) => {
  expect(matchesSearch(query, searchText(row))).toBe(true)
})

it('a word of one setting does not show the others of its section', () => {
  const row = { section: 'answers', title: 'Answers', text: 'Stream answers', ids: ['streaming'] }
  expect(matchesSearch('timeout', searchText(row))).toBe(false)
  expect(matchesSearch('key', searchText({ ...row, section: 'quick', title: 'Quick ask' }))).toBe(false)
})
