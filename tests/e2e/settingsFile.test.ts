import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, tryWithoutKey } from './fixtures'

test('ATK-18: a folder in place of settings.json is told and set aside, and settings are kept again', async ({
  launch,
  folder,
}) => {
  const place = join(folder, 'settings.json')
  await rm(place, { force: true })
  await mkdir(place)
  await writeFile(join(place, 'mine.txt'), 'mine')
  const { page, quit } = await launch()
  await expect(page.getByText(/settings file could not be read and was set aside as/)).toBeVisible()
  const aside = (await readdir(folder)).find((name) => name.startsWith('settings.damaged-'))
  expect(await readFile(join(folder, aside ?? '', 'mine.txt'), 'utf8')).toBe('mine')
  await tryWithoutKey(page)
  await expect.poll(async () => JSON.parse(await readFile(place, 'utf8')).welcomed).toBe(true)
  await quit()
})
