import { noCounts, type TransferResult } from '@shared/model/transfer'
import { countLeftOut, countsInWords, importInWords, reportOf } from '@shared/model/transferWords'
import { describe, expect, it } from 'vitest'

const result = (more: Partial<TransferResult> = {}): TransferResult => ({
  end: 'complete',
  failure: null,
  source: 'chatgpt',
  name: 'export.zip',
  added: noCounts,
  known: noCounts,
  leftOut: [],
  ...more,
})

describe('an import in words', () => {
  it('counts what there is and leaves out what there is none of', () => {
    expect(countsInWords(noCounts)).toBe('')
    expect(countsInWords({ ...noCounts, messages: 1 })).toBe('1 message')
    expect(countsInWords({ conversations: 1_200, messages: 34_567, pictures: 1, files: 2 })).toBe(
      '1,200 conversations, 34,567 messages, 1 picture and 2 files',
    )
  })

  it('says how it ended, also where nothing came of it', () => {
    const added = { ...noCounts, conversations: 2, messages: 9 }
    expect(importInWords(result())).toBe('Done. There was nothing to import.')
    expect(importInWords(result({ added }))).toBe('Done. Imported 2 conversations and 9 messages.')
    expect(importInWords(result({ known: { ...noCounts, conversations: 3 } }))).toBe(
      'Done. Nothing new. 3 conversations were here already and stay as they are.',
    )
    expect(importInWords(result({ end: 'cancelled', added }))).toBe(
      'Cancelled. 2 conversations and 9 messages came in before that and stay.',
    )
    expect(importInWords(result({ end: 'failed' }))).toBe('Nothing was imported.')
  })

  it('counts as left out only what a user could miss', () => {
    expect(
      countLeftOut([
        { kind: 'picture', reason: 'missing', count: 3, names: [] },
        { kind: 'content', reason: 'hidden', count: 900, names: [] },
        { kind: 'message', reason: 'deleted', count: 4, names: [] },
      ]),
    ).toBe(3)
  })

  it('has everything in its report: what came, why it ended, what did not come, by name', () => {
    const report = reportOf(
      result({
        end: 'failed',
        failure: { code: 'file/damaged', data: { name: 'conversations.json', at: 1_234 } },
        added: { ...noCounts, conversations: 1, messages: 4 },
        known: { ...noCounts, conversations: 2, messages: 7 },
        leftOut: [{ kind: 'picture', reason: 'missing', count: 3, names: ['A kite', 'A ferry'] }],
      }),
    )
    expect(report.split('\n')).toEqual([
      'Import of export.zip (a ChatGPT export)',
      '',
      '1 conversation and 4 messages came in before that and stay. 2 conversations were here already and stay as they are.',
      'It ended early: file/damaged (name conversations.json, at 1234)',
      'Here before: 2 conversations and 7 messages.',
      '',
      'What did not come along:',
      '',
      '3 pictures spoken of, but not in the file:',
      '  A kite',
      '  A ferry',
      '  and 1 more',
      '',
    ])
  })
})
