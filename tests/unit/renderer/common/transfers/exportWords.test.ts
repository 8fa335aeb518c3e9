import { noCounts, type TransferResult } from '@shared/model/transfer'
import { describe, expect, it } from 'vitest'
import {
  exportInWords,
  missingInWords,
  partOf,
  progressInWords,
} from '../../../../../src/renderer/common/transfers/exportWords'

const result = (more: Partial<TransferResult>): TransferResult => ({
  end: 'complete',
  failure: null,
  source: null,
  name: 'Rome.md',
  added: noCounts,
  known: noCounts,
  leftOut: [],
  ...more,
})

describe('what is said of an export', () => {
  it('counts what was written', () => {
    const added = { conversations: 1_200, messages: 1, pictures: 0, files: 2 }
    expect(exportInWords(result({ added }))).toBe(
      'Done. Exported 1,200 conversations, 1 message and 2 files to Rome.md.',
    )
  })

  it('promises nothing where nothing was written', () => {
    expect(exportInWords(result({ end: 'cancelled' }))).toBe('Cancelled. Nothing was written.')
    expect(exportInWords(result({ end: 'failed' }))).toBe('Nothing was written.')
  })

  it('tells what is missing', () => {
    expect(missingInWords(result({}))).toBeNull()
    const leftOut = [{ kind: 'picture', reason: 'missing', count: 2, names: [] }] as const
    expect(missingInWords(result({ leftOut }))).toContain('2 pictures and files')
  })

  it('knows how far it is only where there is an end', () => {
    const progress = { phase: 'writing', done: 1_500, total: 3_000, unit: 'conversations' } as const
    expect(partOf(progress)).toBe(0.5)
    expect(progressInWords(progress)).toBe('1,500 of 3,000 conversations')
    expect(partOf({ ...progress, total: null })).toBeNull()
    expect(progressInWords(null)).toBe('Beginning…')
  })
})
