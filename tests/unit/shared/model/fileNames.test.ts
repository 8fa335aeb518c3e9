import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FileNames, numberedName, safeFileName } from '../../../../src/shared/model/fileNames'

describe('a name for a file', () => {
  it.each([
    ['What is 1/2 of "x"?', 'What is 1 2 of x'],
    ['../../etc/passwd', 'etc passwd'],
    ['C:\\Windows\\system32', 'C Windows system32'],
    ['con', 'con -'],
    ['NUL.txt', 'NUL.txt -'],
    ['COM1', 'COM1 -'],
    ['  dots... ', 'dots'],
    ['.hidden', 'hidden'],
    ['a\u202Egpj.exe', 'a gpj.exe'],
    ['line\nbreak\ttab\u0000nul', 'line break tab nul'],
    ['', 'Conversation'],
    ['???', 'Conversation'],
    ['\uD800', 'Conversation'],
    ['שלום עולם', 'שלום עולם'],
    ['Cafe\u0301', 'Café'],
  ])('%j becomes %j', (text, name) => expect(safeFileName(text, 'Conversation')).toBe(name))

  it('cuts between whole characters', () => {
    const family = '👨‍👩‍👧‍👦'
    const name = safeFileName(family.repeat(100), 'x')
    expect(name.replaceAll(family, '')).toBe('')
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(180)
  })

  it('is taken by every platform, whatever the text', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const name = safeFileName(text, 'x')
        expect(name).not.toMatch(/[<>:"/\\|?*\p{Cc}]|^[.\s]|[.\s]$/u)
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200)
        expect(name.isWellFormed()).toBe(true)
        expect(name).not.toBe('')
      }),
    )
  })
})

describe('names of many files', () => {
  it('never clobber one another, also where capitals make no difference', () => {
    const names = new FileNames()
    expect(
      ['Rome.md', 'rome.md', 'Rome (2).md', 'ROME.md', 'Paris.md'].map((name) => names.take(name)),
    ).toEqual(['Rome.md', 'rome (2).md', 'Rome (2) (2).md', 'ROME (3).md', 'Paris.md'])
  })

  it('are numbered before the ending', () => {
    expect(numberedName('a.b.png', 3)).toBe('a.b (3).png')
    expect(numberedName('noending', 2)).toBe('noending (2)')
  })
})
