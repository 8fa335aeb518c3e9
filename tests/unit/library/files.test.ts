import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { giveUp, takeOver } from '../../../src/library/files'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-owner-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Whether the process still runs, from outside of this one: its parent is blocked while it waits. */
const stateOf = (pid: number | undefined): string =>
  existsSync(`/proc/${pid}/stat`)
    ? (readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0] ?? '')
    : 'gone'

describe.skipIf(process.platform !== 'linux')('The owner of the library (reads /proc)', () => {
  test('that outlived its app by a moment is waited for', async () => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 400); console.log("up")'])
    await once(child.stdout, 'data')
    writeFileSync(join(folder, 'library.pid'), String(child.pid))
    expect(stateOf(child.pid)).toMatch(/[RS]/)
    takeOver(folder)
    expect(stateOf(child.pid)).toMatch(/^(Z|X|gone)$/)
    expect(readFileSync(join(folder, 'library.pid'), 'utf8')).toBe(String(process.pid))
    giveUp(folder)
    expect(existsSync(join(folder, 'library.pid'))).toBe(false)
  })

  test('is not looked for where the note is rubbish', () => {
    writeFileSync(join(folder, 'library.pid'), 'rubbish')
    takeOver(folder)
    expect(readFileSync(join(folder, 'library.pid'), 'utf8')).toBe(String(process.pid))
  })
})
