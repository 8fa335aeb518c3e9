import type { Page } from '@playwright/test'
import { expect, inMain, test } from './fixtures'

const list = (page: Page) => page.getByRole('navigation', { name: 'Conversations' })

test('ATK-02: a conversation whose time or title cannot be drawn is one line of the list', async ({
  open,
}) => {
  const page = await open({ settings: { welcomed: true } })
  await expect(list(page).getByText('What you ask will be kept here.')).toBeVisible()
  await inMain(page, (fake) => {
    fake.addConversation('From the end of time', 1e300)
    fake.addConversation('From no time', Number.NaN)
    fake.addConversation('From before all time', -1e300)
    const broken = fake.conversations.get(fake.addConversation('', Date.now()))
    if (broken) fake.conversations.set(broken.id, { ...broken, title: { no: 'title' } as never })
    fake.addConversation('Kites', Date.now())
    fake.tell({ type: 'conversations.changed', conversations: [...fake.conversations.values()] })
  })
  for (const title of ['From the end of time', 'From no time', 'From before all time', 'Kites'])
    await expect(list(page).getByRole('link', { name: title })).toBeVisible()
  await expect(list(page).getByText('This conversation cannot be shown.')).toBeVisible()

  // What its list shows again is tried again.
  await inMain(page, (fake) => {
    const conversation = [...fake.conversations.values()].find(({ title }) => typeof title !== 'string')
    if (conversation)
      fake.tell({ type: 'conversations.changed', conversations: [{ ...conversation, title: 'Mended' }] })
  })
  await expect(list(page).getByRole('link', { name: 'Mended' })).toBeVisible()
})

test('ATK-02: a message that cannot be drawn is one line of the log, and the rest goes on', async ({
  open,
}) => {
  const page = await open({ settings: { welcomed: true } })
  await expect(list(page).getByText('What you ask will be kept here.')).toBeVisible()
  await inMain(page, (fake) => {
    const part = (value: unknown) => ({ parts: [value as never] })
    const answer = { parentId: null, role: 'assistant', state: 'complete', createdAt: 1 } as const
    fake.addConversation('Broken', Date.now(), [
      { ...answer, id: 'b1', createdAt: 1e300, ...part({ type: 'text', text: 'At no time' }) },
      { ...answer, id: 'b2', parentId: 'b1', ...part({ type: 'text', text: 5 }) },
      { ...answer, id: 'b3', parentId: 'b2', ...part({ type: 'unheard of' }) },
      { ...answer, id: 'b4', parentId: 'b3', ...part({ type: 'tool-call', callId: {}, name: {}, input: 3 }) },
      { ...answer, id: 'b5', parentId: 'b4', ...part({ type: 'reasoning', text: null, startedAt: 'x' }) },
      {
        ...answer,
        id: 'b6',
        parentId: 'b5',
        state: 'failed',
        ...part({ type: 'failure', code: 'not/a-code', data: 7 }),
      },
      {
        ...answer,
        id: 'b7',
        parentId: 'b6',
        usage: 'x' as never,
        costUsd: {} as never,
        ...part({ type: 'picture', prompt: 7, pictureId: 8, width: 'x', height: null }),
      },
      { ...answer, id: 'b8', parentId: 'b7', role: 'user', ...part({ type: 'text', text: { a: 1 } }) },
      {
        ...answer,
        id: 'b9',
        parentId: 'b8',
        role: 'user',
        ...part({ type: 'file', fileId: 3, name: {}, mediaType: 1, byteLength: 'x' }),
      },
      { ...answer, id: 'b10', parentId: 'b9', ...part({ type: 'text', text: 'Still here' }) },
    ])
    fake.tell({ type: 'conversations.changed', conversations: [...fake.conversations.values()] })
  })
  await list(page).getByRole('link', { name: 'Broken' }).click()
  await expect(page.getByText('Still here')).toBeVisible()
  await expect(page.getByText('could not be drawn').first()).toBeAttached()
  await page.getByRole('textbox', { name: 'Message' }).fill('And now?')
  await page.keyboard.press('Enter')
  await expect(page.getByText('You said: And now?', { exact: true })).toBeVisible()
  // The first message is not there until it is scrolled to.
  await page.getByText('You said: And now?', { exact: true }).hover()
  await page.mouse.wheel(0, -100_000)
  await expect(page.getByText('At no time')).toBeVisible()
})
