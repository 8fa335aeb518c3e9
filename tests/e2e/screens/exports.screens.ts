import { mkdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from '@playwright/test'
import { paintSample } from '../../../src/main/engines/builtin/painter'
import { engineAt, expect, test } from '../fixtures'
import { converse, haveConversation } from '../helpers/scenes'

// `npm run screens`: exports as they are asked for, and what they look like.

const folder = resolve(import.meta.dirname, '../../../out/screens')

test.beforeAll(() => mkdir(folder, { recursive: true }))

for (const scheme of ['light', 'dark'] as const) {
  const shoot = async (page: Page, name: string) => {
    await page.mouse.move(0, 0)
    await page.screenshot({ path: join(folder, `${name}-${scheme}.png`), animations: 'disabled' })
  }

  test(`exports (${scheme})`, async ({ launch, server, folder: profile }) => {
    const { app, page } = await launch({ env: engineAt(server) })
    await page.emulateMedia({ colorScheme: scheme })
    const picture = await paintSample('A ferry on a wide river', 1024, 1024, new AbortController().signal)
    await haveConversation(page, server, picture)
    server.script('/v1/chat/completions', ({ sse }) =>
      sse().chatAnswer(
        'By the same way. The current pushes with $F = \\frac{1}{2}\\rho v^2 C A$, so\n\n$$\n\\int_0^T v(t)\\,dt = 25\\,\\mathrm{km}\n$$\n\nis what the ferry covers.[^1]\n\n- [x] ask\n- [ ] row\n\nגם כך אפשר.\n\n[^1]: In calm weather.',
      ),
    )
    await converse(page, 'And back?')
    const html = join(profile, 'River.html')
    const willChoose = (path: string) =>
      app.evaluate(({ dialog }, path) => {
        dialog.showSaveDialog = async () => ({ canceled: false, filePath: path })
      }, path)

    await page.getByRole('main').getByRole('button', { name: 'Export…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Export' })
    await expect(dialog).toBeVisible()
    await shoot(page, '60-export')
    await willChoose(html)
    await dialog.getByRole('radio', { name: 'Web page' }).check({ force: true })
    await dialog.getByRole('switch', { name: 'Thoughts' }).click()
    await dialog.getByRole('switch', { name: 'Tokens and costs' }).click()
    await dialog.getByRole('button', { name: 'Export…' }).click()
    await expect(dialog.getByRole('status')).toBeVisible()
    await shoot(page, '61-exported')
    const pdf = join(folder, `River-${scheme}.pdf`)
    await willChoose(pdf)
    await dialog.getByRole('radio', { name: 'PDF' }).check({ force: true })
    await dialog.getByRole('button', { name: 'Export…' }).click()
    await expect(dialog.getByRole('status')).toContainText('.pdf')
    expect((await readFile(pdf)).byteLength).toBeGreaterThan(10_000)
    await dialog.getByRole('button', { name: 'Done' }).click()

    await page.getByRole('button', { name: 'Settings' }).click()
    const settings = page.getByRole('dialog', { name: 'Settings' })
    await settings.getByRole('button', { name: 'Export everything…' }).scrollIntoViewIfNeeded()
    await willChoose(join(profile, 'Everything.zip'))
    await settings.getByRole('button', { name: 'Export everything…' }).click()
    await expect(settings.getByText('Done. Exported')).toBeVisible()
    await settings.getByText('Done. Exported').scrollIntoViewIfNeeded()
    await shoot(page, '62-export-everything')

    // The page as a browser shows it: no scripts, nothing from outside.
    const made = app.waitForEvent('window')
    await app.evaluate(
      ({ BrowserWindow, session, nativeTheme }, { url, scheme }) => {
        nativeTheme.themeSource = scheme
        const window = new BrowserWindow({
          width: 900,
          height: 2_600,
          webPreferences: { session: session.fromPartition('exported'), javascript: false },
        })
        void window.loadURL(url)
      },
      { url: pathToFileURL(html).href, scheme },
    )
    const shown = await made
    await shown.waitForLoadState()
    await shown.emulateMedia({ colorScheme: scheme })
    await shown.screenshot({ path: join(folder, `63-exported-page-${scheme}.png`), fullPage: true })
  })
}
