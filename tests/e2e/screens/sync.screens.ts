import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { type SyncProblem, syncProblems } from '@shared/model/syncProblem'
import { expect, inMain, test } from '../../page/fixtures'
import { deletion, desktop, device, folder, inStep, laptop, server } from '../../page/syncStates'

// `npm run screens`: all that is seen of sync, on the fake bridge, which can be in any state.

const shots = resolve(import.meta.dirname, '../../../out/screens')
test.beforeAll(() => mkdir(shots, { recursive: true }))

const ofFolder: readonly SyncProblem[] = ['no-folder', 'evicted']

for (const scheme of ['light', 'dark'] as const) {
  const shoot = async (page: Page, name: string) => {
    await page.mouse.move(0, 0)
    await page.screenshot({ path: join(shots, `sync-${name}-${scheme}.png`), animations: 'disabled' })
  }
  const openSync = async (page: Page) => {
    await page.emulateMedia({ colorScheme: scheme })
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByRole('navigation', { name: 'Sections' }).getByRole('button', { name: 'Sync' }).click()
    return page.getByRole('dialog', { name: 'Settings' })
  }

  test(`setting up sync (${scheme})`, async ({ open }) => {
    const page = await open()
    const settings = await openSync(page)
    await shoot(page, '01-off')
    await settings.getByRole('button', { name: 'Set up sync…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Set up sync' })
    await expect(dialog.getByRole('textbox', { name: 'Address' })).toBeVisible()
    await shoot(page, '02-place')
    await dialog.getByRole('textbox', { name: 'Address' }).fill('http://nas.example/dav/gone')
    await dialog.getByRole('textbox', { name: 'User' }).fill('ada')
    await dialog.getByLabel('Password').fill('secret')
    await expect(dialog.getByRole('alert')).toBeVisible()
    await shoot(page, '03-unreachable')
    await dialog.getByRole('textbox', { name: 'Address' }).fill('https://cloud.example.com/dav/full')
    await dialog.getByRole('textbox', { name: 'Address' }).press('Enter')
    await dialog.getByRole('textbox', { name: 'Words' }).fill('appl river stonne cand window noth')
    await shoot(page, '04-words')
    await dialog.getByRole('button', { name: 'Join with words' }).click()
    await expect(dialog.getByRole('alert')).toBeVisible()
    await shoot(page, '05-wrong-words')
    await dialog.getByRole('radio', { name: 'Folder' }).click()
    await dialog.getByRole('button', { name: 'Choose…' }).click()
    await expect(dialog.getByText('Nothing is there yet')).toBeVisible()
    await shoot(page, '06-folder')
    await dialog.getByRole('button', { name: 'Start here' }).click()
    await expect(dialog.getByRole('heading', { name: 'Your six words' })).toBeVisible()
    await page.keyboard.press('Escape')
    await shoot(page, '07-six-words')
    await page.setViewportSize({ width: 640, height: 720 })
    await shoot(page, '08-six-words-narrow')
    await dialog.getByRole('checkbox').check()
    await dialog.getByRole('button', { name: 'Done' }).click()
    await expect(dialog).toBeHidden()
    await shoot(page, '09-just-begun-narrow')
  })

  test(`sync that is on (${scheme})`, async ({ open }) => {
    const page = await open({ sync: inStep })
    const settings = await openSync(page)
    const show = (status: typeof inStep) => inMain(page, (fake, given) => fake.showSync(given), status)
    await shoot(page, '10-in-step')
    const joining = { ...inStep, isJoining: true, lastSentAt: null, lastTakenAt: null, inStepAt: null }
    await show({ ...joining, activity: 'backing-up' })
    await shoot(page, '11-backing-up')
    await show({ ...joining, activity: 'taking', progress: { done: 37, total: 100 } })
    await shoot(page, '12-joining')
    await show({ ...joining, isStopped: true })
    await shoot(page, '13-stopped')
    await show({ ...inStep, unsentChanges: 3 })
    await shoot(page, '14-waiting')
    await show({
      ...inStep,
      devices: [
        laptop,
        { ...desktop, problem: 'newer', waitingPacks: 12 },
        device('studio', 'Ada’s MacBook Pro in the studio', { clockAheadMs: 2 * 3_600_000 }),
        device('old', '', { lastSeenAt: null, problem: 'gap', waitingPacks: 2 }),
      ],
    })
    await shoot(page, '15-devices')
    await settings.getByRole('button', { name: 'Remove Desktop' }).click()
    await expect(page.getByRole('dialog', { name: 'Remove Desktop' })).toBeVisible()
    await shoot(page, '16-remove')
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    await expect(page.getByRole('heading', { name: 'Your new words' })).toBeVisible()
    await shoot(page, '17-new-words')
    await page.getByRole('checkbox').check()
    await page.getByRole('button', { name: 'Done' }).click()
    await show({ ...inStep, massDeletion: deletion })
    await shoot(page, '18-mass-deletion')
    await show(inStep)
    await settings.getByRole('button', { name: 'Leave sync' }).click()
    await shoot(page, '19-leave')
    await page.keyboard.press('Escape')
    await settings.getByRole('button', { name: 'Change…' }).click()
    await expect(page.getByRole('dialog', { name: 'Change the place' })).toBeVisible()
    await shoot(page, '20-change')
    await page.keyboard.press('Escape')
    await show({ ...inStep, problem: 'new-words' })
    await settings.getByRole('button', { name: 'Enter the new words…' }).click()
    await expect(page.getByRole('dialog', { name: 'Enter the new words' })).toBeVisible()
    await shoot(page, '21-enter-words')
    await page.keyboard.press('Escape')
    for (const problem of syncProblems) {
      const place = ofFolder.includes(problem) ? folder : server
      await show({ ...inStep, place, problem, unsentChanges: 3, nextTryAt: Date.now() + 600_000 })
      await settings.locator('[data-section="sync"]').screenshot({
        path: join(shots, `sync-problem-${problem}-${scheme}.png`),
      })
    }
    await page.setViewportSize({ width: 640, height: 720 })
    await show({ ...inStep, problem: 'no-folder', place: folder, massDeletion: deletion })
    await settings.locator('[data-section="sync"]').scrollIntoViewIfNeeded()
    await shoot(page, '30-narrow')
  })
}
