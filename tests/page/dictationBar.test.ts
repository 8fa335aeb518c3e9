import type { Page } from '@playwright/test'
import type { DictationBarState } from '@shared/model/dictateAnywhere'
import { violationsOf } from '../e2e/helpers/accessibility'
import { askedOf, expect, inMain, test } from './fixtures'

const show = (page: Page, state: DictationBarState) =>
  inMain(page, (fake, given) => fake.showBar(given), state)

const of = { session: 1, program: 'Mousepad' }
const listening = { type: 'listening', ...of, accelerator: 'F9', isLatched: false } as const

const status = (page: Page) => page.getByRole('status')

/** The page's microphone hears a tone. */
const giveMicrophone = async (page: Page) => {
  // A browser lets sound begin only after a press; Parley's windows may without.
  await page.mouse.click(2, 2)
  await page.evaluate(() => {
    // A worklet's own request does not pass where the test answers for the server.
    const { addModule } = AudioWorklet.prototype
    AudioWorklet.prototype.addModule = async function (url) {
      const script = await (await fetch(url)).blob()
      return addModule.call(this, URL.createObjectURL(script))
    }
    navigator.mediaDevices.getUserMedia = async () => {
      const context = new AudioContext({ sinkId: { type: 'none' } } as AudioContextOptions)
      const tone = context.createOscillator()
      const heard = context.createMediaStreamDestination()
      tone.connect(heard)
      tone.start()
      return heard.stream
    }
  })
}

test('the bar says that the microphone is open, for which program, and what ends it; main gets what was said', async ({
  open,
}) => {
  const page = await open({}, 'dictation')
  await giveMicrophone(page)
  await show(page, listening)
  await expect(status(page)).toContainText('Listening')
  await expect(status(page)).toContainText('Mousepad')
  await expect(status(page)).toContainText('Let go when you are done')
  await expect(page.getByRole('meter', { name: 'Microphone level' })).toHaveAttribute(
    'aria-valuenow',
    /[1-9]0/,
  )
  await show(page, { ...listening, isLatched: true })
  await expect(status(page)).toContainText('Press F9 when you are done')
  expect(await violationsOf(page)).toEqual([])
  await page.getByRole('button', { name: 'Done' }).click()
  expect(await askedOf(page, 'dictateAnywhere.finish')).toEqual([{ session: 1 }])
  await expect.poll(async () => (await askedOf(page, 'dictation.add')).length).toBeGreaterThan(3)
  await show(page, { type: 'ending', ...of })
  await expect(page.getByRole('meter')).toBeHidden()
  const recording = { recordingId: expect.any(String), seconds: expect.any(Number) }
  await expect
    .poll(() => askedOf(page, 'dictateAnywhere.recorded'))
    .toEqual([{ session: 1, recording, failure: null }])
})

test('what is dropped closes the microphone', async ({ open }) => {
  const page = await open({}, 'dictation')
  await giveMicrophone(page)
  await show(page, listening)
  await expect(page.getByRole('meter')).toBeVisible()
  await page.getByRole('button', { name: 'Discard' }).click()
  expect(await askedOf(page, 'dictateAnywhere.drop')).toEqual([{ session: 1 }])
  await show(page, { type: 'idle' })
  await expect(status(page)).toBeHidden()
  await expect.poll(async () => (await askedOf(page, 'dictateAnywhere.recorded')).length).toBe(1)
  expect(await inMain(page, (fake) => fake.openStreams.includes('dictateAnywhere.hold'))).toBe(false)
})

test('words stand in the bar as they come, and the raw ones stay to be had', async ({ open }) => {
  const page = await open({}, 'dictation')
  await show(page, { type: 'writing', ...of, words: 'um the train', isPolishing: false })
  await expect(status(page)).toContainText('Writing')
  await expect(status(page)).toContainText('um the train')
  await show(page, { type: 'writing', ...of, words: 'um the train leaves', isPolishing: true })
  await page.getByRole('button', { name: 'Use raw words' }).click()
  expect(await askedOf(page, 'dictateAnywhere.useRaw')).toEqual([{ session: 1 }])
  const done = { type: 'done', ...of, words: 'The train leaves.', rawWords: 'um the train leaves' } as const
  await show(page, { ...done, copied: null })
  await expect(status(page)).toContainText('Inserted')
  await page.getByRole('button', { name: 'Copy raw words' }).click()
  expect(await askedOf(page, 'app.copyText')).toEqual([{ text: 'um the train leaves' }])
  await show(page, { ...done, copied: 'gone' })
  await expect(status(page)).toContainText('Mousepad was closed. Press Ctrl+V to paste.')
  await show(page, { ...done, copied: 'lines' })
  const lines = 'Several lines may run at once in a terminal. They are on the clipboard.'
  await expect(status(page)).toContainText(lines)
})

test('a failure says what happened, that nothing is lost, and what helps', async ({ open }) => {
  const page = await open({}, 'dictation')
  await show(page, { type: 'failed', ...of, code: 'engine/unreachable', recordingId: 'kept' })
  await expect(status(page)).toContainText('What you said is kept')
  await page.getByRole('button', { name: 'Try again' }).click()
  expect(await askedOf(page, 'dictateAnywhere.retry')).toEqual([{ session: 1 }])
  await show(page, {
    type: 'failed',
    ...of,
    code: 'listening/unsupported',
    data: { engine: 'Local', isBuiltin: false },
    recordingId: null,
  })
  await expect(page.getByRole('button', { name: 'Try again' })).toBeHidden()
  await page.getByRole('button', { name: 'Settings' }).click()
  expect(await askedOf(page, 'dictateAnywhere.openSettings')).toEqual([{}])
  await page.getByRole('button', { name: 'Close' }).click()
  expect(await askedOf(page, 'dictateAnywhere.dismiss')).toEqual([{ session: 1 }])
})

test('in Settings the key is off until it is chosen, the prompt of the polish is the user’s, and what was kept becomes words', async ({
  open,
}) => {
  const page = await open()
  await inMain(page, (fake) => {
    const kept = [{ recordingId: crypto.randomUUID(), seconds: 4, recordedAt: 1 }]
    Object.assign((fake as unknown as { calls: object }).calls, { 'dictation.kept': () => kept })
  })
  await page.getByRole('button', { name: 'Settings' }).click()
  const settings = page.getByRole('dialog', { name: 'Settings' })
  const key = settings.locator('#hotkey-dictation')
  await expect(key).toContainText('Off')
  await settings.getByRole('switch', { name: 'Polish dictated text' }).click()
  await expect(settings.getByRole('textbox', { name: 'How to polish' })).toHaveValue(/dictated speech/)
  expect(await askedOf(page, 'assistants.save')).toMatchObject([{ id: 'dictation', name: 'Dictation' }])
  await settings.getByRole('button', { name: 'Copy as words' }).click()
  await expect(settings.getByText('Copied: “What was said”')).toBeVisible()
  expect(await askedOf(page, 'dictation.forget')).toHaveLength(1)
  expect(await askedOf(page, 'app.copyText')).toEqual([{ text: 'What was said' }])
})
