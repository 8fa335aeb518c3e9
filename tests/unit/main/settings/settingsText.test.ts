import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  parseSettings,
  readSettingsText,
  setAsideIfDamaged,
} from '../../../../src/main/settings/settingsText'

const now = new Date(Date.UTC(2026, 10, 30))
const asideName = 'settings.damaged-2026-11-30T00-00-00.000Z.json'
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-settings-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const path = () => join(folder, 'settings.json')

test('ATK-18: a byte-order mark costs nothing', () => {
  writeFileSync(path(), '\ufeff{"theme":"dark"}')
  expect(setAsideIfDamaged(path(), now)).toBeNull()
  expect(parseSettings(readSettingsText(path()) ?? '')).toEqual({ theme: 'dark' })
})

test.each([
  '',
  ' ',
  '{',
  '{"theme":"dark"',
  'null',
  '[]',
  '5',
  '"x"',
  '\0',
  '{}\0',
  '\ufeff',
  `${'[{"a":'.repeat(50_000)}`,
])('ATK-18: a file that holds no settings is set aside whole: %j', (text) => {
  writeFileSync(path(), text)
  expect(setAsideIfDamaged(path(), now)).toBe(join(folder, asideName))
  expect(readdirSync(folder)).toEqual([asideName])
  expect(readFileSync(join(folder, asideName), 'utf8')).toBe(text)
})

test('ATK-18: settings that could not be written again are set aside', () => {
  const depth = 100_000
  writeFileSync(path(), `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`)
  expect(setAsideIfDamaged(path(), now)).toBe(join(folder, asideName))
})

test('ATK-18: a folder in place of the file is set aside with all that is in it', () => {
  mkdirSync(path())
  writeFileSync(join(path(), 'mine.txt'), 'mine')
  expect(readSettingsText(path())).toBeNull()
  expect(setAsideIfDamaged(path(), now)).toBe(join(folder, asideName))
  expect(readFileSync(join(folder, asideName, 'mine.txt'), 'utf8')).toBe('mine')
})

test.each(['nowhere.json', 'settings.json', '/dev/zero', '/dev/null'])(
  'ATK-18: a link to %s is set aside, and what it leads to is not read',
  (target) => {
    symlinkSync(target, path())
    expect(readSettingsText(path())).toBeNull()
    expect(setAsideIfDamaged(path(), now)).toBe(join(folder, asideName))
    expect(readdirSync(folder)).toEqual([asideName])
  },
)

test('ATK-18: a file far too large to be ours is set aside unread', () => {
  writeFileSync(path(), `{"a":"${'x'.repeat(100 * 1024 * 1024)}"}`)
  expect(readSettingsText(path())).toBeNull()
  expect(setAsideIfDamaged(path(), now)).toBe(join(folder, asideName))
})

test('no file is no damage', () => {
  expect(setAsideIfDamaged(path(), now)).toBeNull()
  expect(readdirSync(folder)).toEqual([])
})
