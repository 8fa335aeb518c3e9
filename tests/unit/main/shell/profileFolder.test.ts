import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keepPrivate } from '../../../../src/main/shell/profileFolder'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-profile-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const modeAfter = (mode: number) => {
  chmodSync(folder, mode)
  keepPrivate(folder)
  return statSync(folder).mode & 0o7777
}

test.each([0o755, 0o777, 0o750, 0o701])('a profile of mode %o becomes its owner’s alone', (mode) => {
  expect(modeAfter(mode)).toBe(0o700)
})

test('a folder that users share on purpose, and one that is private already, are left as they are', () => {
  expect(modeAfter(0o1777)).toBe(0o1777)
  expect(modeAfter(0o500)).toBe(0o500)
})

test('a folder that is not there is no fault: Electron makes it private', () => {
  expect(() => keepPrivate(join(folder, 'missing'))).not.toThrow()
})
