import type { ServerAddress } from '@shared/model/toolServer'
import { expect, test } from 'vitest'
import { draftOf, editedFrom, hasLongArguments } from '../../../../../src/renderer/features/tools/serverEdit'

const program: ServerAddress = {
  type: 'stdio',
  command: 'npx',
  args: ['-y', 'files', ' two words '],
  env: ['TOKEN'],
  steering: { NODE_OPTIONS: '--no-warnings' },
  cwd: null,
}
const page: ServerAddress = { type: 'http', url: 'https://example.org/mcp', headers: ['Authorization'] }

test.each([program, page])('what is saved unchanged is what it was: %j', (address) => {
  const { draft, lacking } = draftOf(editedFrom('Files', address), address)
  expect(draft).toEqual({ name: 'Files', address, secrets: {} })
  expect(lacking).toEqual([])
})

test('what reaches something else wants its values anew', () => {
  const edited = editedFrom('Files', program)
  for (const change of [
    { target: 'pnpx' },
    { args: '-y\nfiles' },
    { folder: '/tmp' },
    { values: edited.values.map((each) => (each.isSteering ? { ...each, value: '--import x' } : each)) },
  ])
    expect(draftOf({ ...edited, ...change }, program).lacking).toEqual(['TOKEN'])
  const moved = { ...editedFrom('Net', page), target: 'https://evil.test/mcp' }
  expect(draftOf(moved, page).lacking).toEqual(['Authorization'])
})

test('a new variable wants a value, those that were there keep theirs, and one that is removed is gone', () => {
  const edited = editedFrom('Files', program)
  const added = { name: ' PLACE ', value: '', isNew: true, isSteering: false }
  const { draft, lacking } = draftOf({ ...edited, values: [...edited.values, added] }, program)
  expect(draft.address).toMatchObject({ env: ['TOKEN', 'PLACE'] })
  expect(lacking).toEqual(['PLACE'])
  expect(draftOf({ ...edited, values: [] }, program)).toMatchObject({
    draft: { address: { env: [] }, secrets: {} },
    lacking: [],
  })
})

test('an argument of several lines is not taken apart', () => {
  const long: ServerAddress = { ...program, args: ['-c', 'one\ntwo'] }
  expect(hasLongArguments(long)).toBe(true)
  expect(draftOf(editedFrom('Files', long), long).draft.address).toEqual(long)
})
