import { builtinEngine } from '../fakes/fakeSettings'
import { expect, test } from './fixtures'

test('what a server refused is told in plain words, each with a way to try it again', async ({ open }) => {
  const page = await open({
    engines: [
      {
        ...builtinEngine,
        id: 'mine',
        kind: 'compatible',
        name: 'Mine',
        baseUrl: 'http://127.0.0.1:8080/v1',
        refusals: [
          { scope: 'answers', what: 'temperature', model: 'm-1' },
          { scope: 'answers', what: 'effort', model: 'm-1', value: 'none' },
          { scope: 'server', what: 'speech', model: null },
        ],
      },
    ],
    settings: { engineId: 'mine' },
  })
  await page.getByRole('button', { name: 'Settings' }).click()
  const row = page.getByRole('group', { name: 'Not taken by this server' })
  await expect(row.getByRole('listitem')).toHaveText([
    /A temperature \(m-1\)/,
    /The reasoning effort “none” \(m-1\)/,
    /Speech/,
  ])
  await row.getByRole('button', { name: 'Try again: A temperature (m-1)' }).click()
  await expect(row.getByRole('listitem')).toHaveCount(2)
  await row.getByRole('button', { name: 'Try again: Speech' }).click()
  await row.getByRole('button').last().click()
  await expect(row).toHaveCount(0)
})
