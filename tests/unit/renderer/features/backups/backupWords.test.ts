import type { Backup } from '@shared/model/backup'
import { describe, expect, test } from 'vitest'
import { contentsWords, madeWords } from '../../../../../src/renderer/features/backups/backupWords'
import { noticeWords } from '../../../../../src/renderer/features/notices/noticeWords'

const backup: Backup = {
  id: 'b',
  takenAt: Date.UTC(2026, 10, 22),
  number: 1,
  reason: 'asked',
  schemaVersion: 3,
  conversations: 1_200,
  messages: 1,
  pictures: 0,
  files: 0,
  bytes: 3_000_000,
  isVerified: true,
  missingFiles: 0,
}

describe('Backups in words', () => {
  test('count what there is, in the singular where there is one', () => {
    expect(contentsWords(backup)).toBe('1,200 conversations, 1 message and 0 pictures')
    expect(madeWords(backup)).toBe(
      'Backed up 1,200 conversations, 1 message and 0 pictures, 3 MB. The copy was opened and compared.',
    )
    expect(madeWords({ ...backup, missingFiles: 2 })).toMatch(
      / 2 pictures or files were missing or damaged already\.$/,
    )
  })
})

describe('What the library found, in words', () => {
  test('a damaged history: where it is, how much was saved, and what came from a backup', () => {
    const { say } = noticeWords['library-set-aside']
    expect(say({ path: '/x/library.damaged.db', messages: 0 })).toBe(
      'The history file was damaged. It was set aside as /x/library.damaged.db, not deleted, and a new one begun.',
    )
    const words = say({ path: '/x', messages: 12, filledMessages: 5, filledFrom: Date.UTC(2026, 10, 22, 12) })
    expect(words).toContain('12 messages were saved into a new one, 5 of them from the backup of')
    expect(words).toContain('what you deleted since then may be back')
  })

  test.each([
    ['library/newer', /newer version of Parley/],
    ['library/no-room', /10 MB must be free/],
    ['library/update-failed', /left as it is/],
    ['library/disk-full', /disk is full/],
    ['internal', /cannot be reached/],
  ])('a history that cannot be opened says why: %s', (reason, words) => {
    expect(noticeWords['library-unavailable'].say({ reason, neededBytes: 10_000_000 })).toMatch(words)
  })

  test('damaged rows: how many, what came back and from when, and what did not', () => {
    const { say } = noticeWords['library-rows-damaged']
    const facts = { messages: 2, conversations: 1, mended: 0, mendedFrom: 0 }
    expect(say(facts)).toContain(
      '2 messages and 1 detail of a conversation or picture could not be read. No backup',
    )
    const mendedFrom = Date.UTC(2026, 10, 22, 12)
    expect(say({ ...facts, mended: 1, mendedFrom })).toMatch(
      /1 of it was brought back from the backup of .*marked/,
    )
    expect(say({ ...facts, mended: 3, mendedFrom })).toMatch(/All of it was brought back from the backup of/)
  })

  test('a restore counts what it brought, and what it could not', () => {
    const { say } = noticeWords['library-restored']
    const facts = {
      conversations: 1,
      messages: 2,
      pictures: 3,
      takenAt: Date.UTC(2026, 10, 22),
      missingFiles: 1,
    }
    expect(say(facts)).toMatch(
      /^Restored 1 conversation, 2 messages and 3 pictures as of .*1 picture or file could/,
    )
    expect(say({ path: '/kept' })).toContain('kept as /kept')
  })
})
