import type { Locator, Page } from '@playwright/test'
import { violationsOf } from '../e2e/helpers/accessibility'
import { fakeWords } from '../fakes/syncCalls'
import { askedOf, expect, inMain, test } from './fixtures'
import { deletion, desktop, folder, inStep, laptop, server } from './syncStates'

const openSettings = async (page: Page): Promise<Locator> => {
  await page.getByRole('button', { name: 'Settings' }).click()
  return page.getByRole('dialog', { name: 'Settings' })
}

const openSetUp = async (page: Page): Promise<Locator> => {
  const settings = await openSettings(page)
  await settings.getByRole('button', { name: 'Set up sync…' }).click()
  return page.getByRole('dialog', { name: 'Set up sync' })
}

/** Enters a server as a password manager does: each field at once. */
const enterServer = async (dialog: Locator, address: string) => {
  await dialog.getByRole('textbox', { name: 'Address' }).fill(address)
  await dialog.getByRole('textbox', { name: 'User' }).fill('ada')
  await dialog.getByLabel('Password').fill('secret')
}

const show = (page: Page, status: typeof inStep) =>
  inMain(page, (fake, given) => fake.showSync(given), status)

const access = (address: string) => ({
  place: { type: 'webdav', address, user: 'ada' },
  password: 'secret',
})

test('sync is found in the settings by what users call it', async ({ open }) => {
  const page = await open()
  const settings = await openSettings(page)
  for (const query of ['nextcloud', 'synchronise', 'devices cloud', 'Sync']) {
    await settings.getByRole('searchbox', { name: 'Search settings' }).fill(query)
    await expect(settings.getByRole('button', { name: 'Set up sync…' })).toBeVisible()
  }
})

test('a new shared history is begun: the words are shown once and kept before they go', async ({ open }) => {
  const page = await open()
  const dialog = await openSetUp(page)
  await expect(dialog.getByRole('radio', { name: 'WebDAV server' })).toBeFocused()
  await enterServer(dialog, 'cloud.example.com/empty')
  await expect(dialog.getByRole('status')).toContainText('Nothing is there yet')
  expect(await violationsOf(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Start here' }).click()
  await expect(dialog.getByRole('heading', { name: 'Your six words' })).toBeFocused()
  await expect(dialog.getByRole('list', { name: 'Words' }).getByRole('listitem')).toHaveText(
    fakeWords.split(' '),
  )
  await expect(dialog.getByText('it is lost')).toBeVisible()
  expect(await askedOf(page, 'sync.start')).toEqual([access('https://cloud.example.com/empty')])
  await dialog.getByRole('button', { name: 'Copy' }).click()
  await expect(dialog.getByRole('status')).toContainText('Copied')
  expect(await askedOf(page, 'app.copyText')).toEqual([{ text: fakeWords }])
  await dialog.getByRole('button', { name: 'Print' }).click()
  await dialog.getByRole('button', { name: 'Save…' }).click()
  await expect(dialog.getByRole('status')).toHaveText('Saved as Parley words.txt.')
  expect(await askedOf(page, 'sync.printWords')).toEqual([{ words: fakeWords }])
  expect(await violationsOf(page)).toEqual([])
  for (const leave of ['Escape', 'Done'] as const) {
    if (leave === 'Escape') await page.keyboard.press('Escape')
    else await dialog.getByRole('button', { name: 'Done' }).dispatchEvent('click')
    await expect(dialog.getByRole('alert')).toContainText('shown only now')
    await expect(dialog.getByRole('list', { name: 'Words' })).toBeVisible()
  }
  await dialog.getByRole('checkbox', { name: 'I have kept these words' }).check()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('button', { name: 'Sync now' })).toBeVisible()
})

test('a history that is there is joined; wrong words take nothing away that was typed', async ({ open }) => {
  const page = await open()
  const dialog = await openSetUp(page)
  await enterServer(dialog, 'https://cloud.example.com/dav')
  const words = dialog.getByRole('textbox', { name: 'Words' })
  await words.fill('north window candy stone river apple')
  await dialog.getByRole('button', { name: 'Join with words' }).click()
  await expect(dialog.getByRole('alert')).toContainText('These are not the words')
  await expect(words).toBeFocused()
  await expect(words).toHaveValue('north window candy stone river apple')
  await expect(dialog.getByLabel('Password')).toHaveValue('secret')
  expect(await violationsOf(page)).toEqual([])
  await words.fill(fakeWords)
  await words.press('Enter')
  await expect(dialog).toBeHidden()
  expect((await askedOf(page, 'sync.join')).at(-1)).toEqual({
    ...access('https://cloud.example.com/dav'),
    words: fakeWords,
  })
  await expect(page.getByText('Backing up the history of this computer first')).toBeVisible()
})

test('words are known by four letters, and a slip of the fingers is understood', async ({ open }) => {
  const page = await open()
  const dialog = await openSetUp(page)
  await enterServer(dialog, 'https://cloud.example.com/dav')
  const words = dialog.getByRole('textbox', { name: 'Words' })
  await words.pressSequentially('appl rivver sto')
  await expect(dialog.getByText('1 of 6: apple')).toBeVisible()
  // The last one is still being typed.
  await expect(dialog.getByText('“sto” is none')).toBeHidden()
  await expect(dialog.getByText('“rivver” is none of the words')).toBeVisible()
  await dialog.getByRole('button', { name: 'river', exact: true }).click()
  await expect(words).toHaveValue('apple river sto')
  await expect(dialog.getByText('“sto” is none of the words')).toBeVisible()
})

test('a password that is typed is not tried letter by letter', async ({ open }) => {
  const page = await open()
  const dialog = await openSetUp(page)
  await dialog.getByRole('textbox', { name: 'Address' }).fill('https://cloud.example.com/empty')
  await dialog.getByRole('textbox', { name: 'User' }).fill('ada')
  await dialog.getByLabel('Password').pressSequentially('secret')
  expect(await askedOf(page, 'sync.look')).toEqual([])
  await dialog.getByLabel('Password').press('Enter')
  await expect(dialog.getByRole('status')).toContainText('Nothing is there yet')
  expect(await askedOf(page, 'sync.look')).toEqual([access('https://cloud.example.com/empty')])
})

test('what is wrong is said at its field, and plain http is warned of', async ({ open }) => {
  const page = await open()
  const dialog = await openSetUp(page)
  const address = dialog.getByRole('textbox', { name: 'Address' })
  await dialog.getByRole('button', { name: 'Start here' }).click()
  await expect(dialog.getByRole('alert')).toHaveText('Enter the address of the server.')
  await expect(address).toBeFocused()
  await enterServer(dialog, 'http://nas.example/gone')
  await expect(dialog.getByRole('alert')).toContainText('The server cannot be reached')
  await expect(address).toBeFocused()
  await expect(dialog.getByText('anybody on the way')).toBeVisible()
  expect(await violationsOf(page)).toEqual([])
  await address.fill('https://nas.example/dav')
  await dialog.getByLabel('Password').fill('wrong')
  await expect(dialog.getByRole('alert')).toContainText('The password is not accepted')
  await expect(dialog.getByLabel('Password')).toBeFocused()
  await expect(dialog.getByText('anybody on the way')).toBeHidden()
})

test('where nothing keeps the key, that is said before anything is set up', async ({ open }) => {
  const bare = await openSetUp(await open())
  await expect(bare.getByText('no keyring: after each start, Parley asks for the words')).toBeVisible()
  const kept = await openSetUp(await open({ settings: { allowWeakKeyStorage: true } }))
  await expect(kept.getByRole('textbox', { name: 'Address' })).toBeVisible()
  await expect(kept.getByText('no keyring')).toBeHidden()
})

test('what lies there decides: beginning over a history of others is not possible', async ({ open }) => {
  const page = await open()
  const dialog = await openSetUp(page)
  await dialog.getByRole('radio', { name: 'Folder' }).check()
  await dialog.getByRole('textbox', { name: 'Folder' }).pressSequentially('/home/ada/Nextcloud')
  await dialog.getByRole('button', { name: 'Start here' }).click()
  await expect(dialog.getByRole('alert')).toContainText('A history lies there already')
  await expect(dialog.getByRole('textbox', { name: 'Words' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Choose…' }).click()
  await expect(dialog.getByRole('textbox', { name: 'Folder' })).toHaveValue('/home/user/Cloud/empty')
  await expect(dialog.getByRole('status')).toContainText('Nothing is there yet')
  await dialog.getByRole('button', { name: 'Join with words' }).click()
  await expect(dialog.getByRole('alert')).toContainText('No shared history is there yet')
  expect(await askedOf(page, 'sync.join')).toEqual([])
})

test('joining shows how far it is, is stopped, and goes on', async ({ open }) => {
  const joining = { ...inStep, isJoining: true, lastSentAt: null, lastTakenAt: null, inStepAt: null }
  const page = await open({
    sync: { ...joining, activity: 'taking', progress: { done: 37, total: 100 } },
  })
  const settings = await openSettings(page)
  await expect(settings.getByRole('progressbar', { name: 'Joining' })).toHaveAttribute('aria-valuenow', '37')
  await expect(settings.getByRole('status').filter({ hasText: 'Receiving the history' })).toBeVisible()
  expect(await violationsOf(page)).toEqual([])
  await settings.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(settings.getByText('Joining was stopped')).toBeVisible()
  await settings.getByRole('button', { name: 'Sync now' }).click()
  await expect(settings.getByRole('button', { name: 'Stop', exact: true })).toBeVisible()
  expect(await askedOf(page, 'sync.stop')).toHaveLength(1)
  expect(await askedOf(page, 'sync.now')).toHaveLength(1)
})

test('a password that is no longer accepted is changed from its problem', async ({ open }) => {
  const page = await open({ sync: { ...inStep, problem: 'sign-in', unsentChanges: 3 } })
  const settings = await openSettings(page)
  await expect(settings.getByText('3 changes wait')).toBeVisible()
  await settings.getByRole('button', { name: 'Change the password…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Change the place' })
  await expect(dialog.getByLabel('Password')).toBeFocused()
  await page.keyboard.type('secret')
  // Each try looks as if all were well for a moment: the dialog stays.
  await show(page, { ...inStep, activity: 'looking' })
  await expect(dialog.getByLabel('Password')).toHaveValue('secret')
  expect(await violationsOf(page)).toEqual([])
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  expect(await askedOf(page, 'sync.changePlace')).toEqual([{ place: server, password: 'secret' }])
})

test('a folder that is gone is chosen again, and new words are entered', async ({ open }) => {
  const page = await open({ sync: { ...inStep, place: folder, problem: 'no-folder' } })
  const settings = await openSettings(page)
  await settings.getByRole('button', { name: 'Choose the folder again…' }).click()
  await expect(settings.getByText('Everything is in step')).toBeVisible()
  expect(await askedOf(page, 'sync.changePlace')).toEqual([
    { place: { type: 'folder', path: '/home/user/Cloud/empty' }, password: '' },
  ])
  await show(page, { ...inStep, problem: 'new-words' })
  await settings.getByRole('button', { name: 'Enter the new words…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Enter the new words' })
  const words = dialog.getByRole('textbox', { name: 'Words' })
  await expect(words).toBeFocused()
  await words.fill('apple apple apple apple apple apple')
  await words.press('Enter')
  await expect(dialog.getByRole('alert')).toContainText('These are not the words')
  await words.fill(fakeWords)
  await words.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(settings.getByText('Everything is in step')).toBeVisible()
  await show(page, { ...inStep, place: folder, problem: 'no-folder' })
  await inMain(page, (fake) => fake.failCalls('sync.changePlace', 'sync/nothing-there'))
  await settings.getByRole('button', { name: 'Choose the folder again…' }).click()
  await expect(settings.getByRole('alert')).toHaveText(
    'The shared history is not there. Nothing was changed.',
  )
})

test('a device is removed by a confirmation, and the new words stay until they are kept', async ({
  open,
}) => {
  const behind = { ...desktop, problem: 'newer', waitingPacks: 12, clockAheadMs: 7_200_000 } as const
  const page = await open({ sync: { ...inStep, devices: [behind, laptop] } })
  const settings = await openSettings(page)
  const devices = settings.getByRole('list', { name: 'Devices' }).getByRole('listitem')
  await expect(devices.first()).toContainText('This computer')
  await expect(devices.last()).toContainText('its clock is 2 hours ahead of this one')
  await expect(devices.last()).toContainText('12 newer batches of changes wait: update Parley here')
  await expect(settings.getByRole('button', { name: 'Remove Laptop' })).toBeHidden()
  await settings.getByRole('button', { name: 'Remove Desktop' }).click()
  const dialog = page.getByRole('dialog', { name: 'Remove Desktop' })
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  expect(await askedOf(page, 'sync.removeDevice')).toEqual([])
  await settings.getByRole('button', { name: 'Remove Desktop' }).click()
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(dialog.getByRole('heading', { name: 'Your new words' })).toBeFocused()
  await expect(dialog.getByText('Desktop still knows the server’s password')).toBeVisible()
  expect(await violationsOf(page)).toEqual([])
  await dialog.getByRole('checkbox').check()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(devices).toHaveCount(1)
  expect(await askedOf(page, 'sync.removeDevice')).toEqual([{ id: 'desktop' }])
})

test('a mass deletion asks, outside the settings too, and waiting decides nothing', async ({ open }) => {
  const page = await open({
    sync: { ...inStep, massDeletion: deletion },
    notices: [{ kind: 'sync-waits', severity: 'warning', data: { ...deletion } }],
  })
  await expect(page.getByText('Desktop wants to delete 240 of 1,200 conversations')).toBeVisible()
  await page.getByRole('button', { name: 'See sync' }).click()
  const question = page
    .getByRole('dialog', { name: 'Settings' })
    .getByRole('alert', { name: 'Desktop wants to delete 240 of 1,200 conversations' })
  await expect(question).toBeVisible()
  expect(await violationsOf(page)).toEqual([])
  await page.keyboard.press('Escape')
  expect(await askedOf(page, 'sync.settleDeletion')).toEqual([])
  for (const [name, isWanted] of [
    ['Keep them on all devices', false],
    ['Delete them here too', true],
  ] as const) {
    await show(page, { ...inStep, massDeletion: { ...deletion, count: isWanted ? 240 : 241 } })
    await page.getByRole('button', { name: 'See sync' }).click()
    const asked = page.getByRole('dialog', { name: 'Settings' }).getByRole('alert')
    // A press meant for what stood there before decides nothing: the buttons take one a moment later.
    await asked.getByRole('button', { name }).click()
    await expect(asked).toBeHidden()
    expect((await askedOf(page, 'sync.settleDeletion')).at(-1)).toEqual({ isWanted })
    await page.keyboard.press('Escape')
  }
})

test('leaving is asked about, says what was not sent, and keeps everything', async ({ open }) => {
  const page = await open({ sync: { ...inStep, unsentChanges: 3 } })
  const settings = await openSettings(page)
  await settings.getByRole('button', { name: 'Leave sync' }).click()
  const question = page.getByRole('alertdialog', { name: 'Leave sync?' })
  await expect(question).toContainText('The history stays on this computer')
  await expect(question).toContainText('3 changes of this computer were not sent yet')
  expect(await violationsOf(page)).toEqual([])
  await question.getByRole('button', { name: 'Cancel' }).click()
  expect(await askedOf(page, 'sync.leave')).toEqual([])
  await settings.getByRole('button', { name: 'Leave sync' }).click()
  await question.getByRole('button', { name: 'Leave sync' }).click()
  await expect(settings.getByRole('button', { name: 'Set up sync…' })).toBeVisible()
})

test('that the network is back is told while sync is on, and not after a stop', async ({ open }) => {
  const page = await open({ sync: { ...inStep, isStopped: true } })
  const settings = await openSettings(page)
  await expect(settings.getByText('Sync is stopped')).toBeAttached()
  const comeBack = () => page.evaluate(() => dispatchEvent(new Event('online')))
  await comeBack()
  await settings.getByRole('button', { name: 'Sync now' }).click()
  await expect(settings.getByText('Sync is stopped')).not.toBeAttached()
  await comeBack()
  expect(await askedOf(page, 'sync.networkIsBack')).toEqual([{}])
})
