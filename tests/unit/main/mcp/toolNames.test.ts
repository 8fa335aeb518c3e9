import { expect, test } from 'vitest'
import { engineToolName, prefixFor } from '../../../../src/main/mcp/toolNames'

test('every name of a tool is one that engines take, and no two are alike', () => {
  const long = 'a'.repeat(80)
  const tools = ['read', 'read/file', 'read.file', 'read file', long, `${long}b`, 'übersetzen', '']
  const prefixes = ['files', 'files_2', 'a'.repeat(20)]
  const names = prefixes.flatMap((prefix) => tools.map((tool) => engineToolName(prefix, tool)))
  for (const name of names) expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/)
  expect(new Set(names).size).toBe(names.length)
})

test('a prefix comes of the name and is never taken twice', () => {
  expect(prefixFor('My Files!', [])).toBe('my_files')
  expect(prefixFor('My__Files', [])).toBe('my_files')
  expect(prefixFor('My Files', ['my_files', 'my_files_2'])).toBe('my_files_3')
  expect(prefixFor('文件', [])).toBe('server')
})
