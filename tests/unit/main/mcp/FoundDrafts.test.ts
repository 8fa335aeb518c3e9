import type { ServerDraft } from '@shared/model/toolServer'
import { expect, test } from 'vitest'
import { FoundDrafts } from '../../../../src/main/mcp/FoundDrafts'

const draft: ServerDraft = {
  name: 'Mail',
  address: { type: 'stdio', command: 'npx', args: ['mail'], env: ['TOKEN', 'USER_ID'], cwd: null },
  secrets: { TOKEN: 'value-of-the-secret', USER_ID: '' },
}
const find = async () => {
  const drafts = new FoundDrafts(async () => [{ program: 'Cursor', servers: [draft] }])
  const found = await drafts.find()
  const ticket = found[0]?.servers[0]?.ticket ?? ''
  return { drafts, found, ticket }
}

test('what is found is told without its values, and added with them', async () => {
  const { drafts, found, ticket } = await find()
  expect(found).toEqual([
    { program: 'Cursor', servers: [{ ticket, name: 'Mail', address: draft.address, lacking: ['USER_ID'] }] },
  ])
  expect(drafts.draft(ticket, { USER_ID: 'ada', TOKEN: 'another', OTHER: 'more' })).toEqual({
    ...draft,
    secrets: { TOKEN: 'value-of-the-secret', USER_ID: 'ada' },
  })
})

test('a ticket that was never given, or of an earlier look, stands for nothing', async () => {
  const { drafts, ticket } = await find()
  await drafts.find()
  for (const old of [ticket, 'strange'])
    expect(() => drafts.draft(old, {})).toThrow(expect.objectContaining({ code: 'toolServer/not-found' }))
})
