import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { tone } from '../fakes/tone'
import { aloneOnDesktop, answered, call, expect, lastAnswer, test } from './fixtures'
import { violationsOf } from './helpers/accessibility'
import { recordSound } from './helpers/audio'
import { focusWindow, holdKeys, letGoOfKeys, pressKeys } from './helpers/keys'
import {
  heardIn,
  likeness,
  listeners,
  plugInMicrophone,
  sayWithFlite,
  soundOf,
  speakInto,
} from './helpers/microphone'
import { askField, callQuickAsk, quickPage } from './helpers/quick'

aloneOnDesktop()

const chat = '/v1/chat/completions'
const transcriptions = '/v1/audio/transcriptions'
const speech = '/v1/audio/speech'

const lineOf = (page: Page) => page.getByRole('region', { name: 'Listening' })
const questions = (page: Page) => page.getByRole('article', { name: /^You/ })

/** The microphone is closed, for the page and for the system’s sound server. */
const microphoneClosed = (page: Page) =>
  Promise.all([expect(lineOf(page)).toBeHidden(), expect.poll(listeners).toBe(0)])

test.afterEach(letGoOfKeys)

test('a user who holds the key or the button is heard, word for word, in both windows', async ({
  parley,
  server,
  folder,
}) => {
  server.script(chat, ({ sse }) => sse().chatAnswer('It is noon.'))
  server.script(transcriptions, [
    ({ json }) => json(200, { text: ' What time is it in the old town of Prague? ' }),
    ({ error }) => error(500, { message: 'No' }),
    ({ json }) => json(200, { text: 'tomorrow' }),
    ({ json }) => json(200, { text: 'And in Vienna?' }),
  ])
  const said = await sayWithFlite('What time is it in the old town of Prague?')
  const short = await sayWithFlite('Hello over there.')
  const { app, page } = parley
  const line = lineOf(page)

  await focusWindow()
  await holdKeys('ctrl+d')
  await expect(line).toContainText('let go when you are done')
  await speakInto(said, join(folder, 'said.wav'))
  expect(await violationsOf(page)).toEqual([])
  await letGoOfKeys()
  await answered(page)
  await expect(questions(page)).toContainText('What time is it in the old town of Prague?')
  const heard = heardIn(await server.request(transcriptions))
  expect(heard).toMatchObject({ model: 'whisper-1', fileName: 'speech.wav' })
  expect(likeness(heard.sound, soundOf(said))).toBeGreaterThan(0.72)
  await microphoneClosed(page)

  // A short press listens until the next. The server fails: what was said is kept, and tried again into the
  // field.
  await call(page, 'settings.update', { sendWhatWasSaid: false })
  await page.getByRole('textbox', { name: 'Message' }).fill('The weather')
  const talk = page.getByRole('button', { name: 'Hold to talk' })
  await talk.click()
  await expect(line).toContainText('press once more')
  await speakInto(short, join(folder, 'short.wav'))
  await talk.click()
  await expect(page.getByRole('alert')).toContainText('The server had a fault')
  await microphoneClosed(page)
  const kept = page.getByRole('list', { name: 'Recordings without words' })
  await expect(kept).toContainText(/What you said is kept \(\d:\d\d\)/)
  expect(await violationsOf(page)).toEqual([])
  await kept.getByRole('button', { name: 'Turn into words' }).click()
  await expect(page.getByRole('textbox', { name: 'Message' })).toHaveValue('The weather tomorrow')
  await expect(kept).toBeHidden()
  await expect(questions(page)).toHaveCount(1)

  await call(page, 'settings.update', { sendWhatWasSaid: true })
  const quick = await quickPage(app, page)
  await callQuickAsk()
  await expect(askField(quick)).toBeFocused()
  await holdKeys('ctrl+d')
  await expect(lineOf(quick)).toContainText('let go when you are done')
  await speakInto(short, join(folder, 'short.wav'))
  await letGoOfKeys()
  await expect(questions(quick)).toContainText('And in Vienna?')
  await answered(quick)
  await microphoneClosed(quick)
  await expect.poll(() => call(page, 'dictation.kept', {})).toEqual([])
})

test('hands-free: ask, hear, interrupt, ask again; Escape stops everything', async ({
  parley,
  server,
  folder,
}) => {
  server.script(chat, ({ sse }) => sse().chatAnswer('A long answer.'))
  server.script(speech, ({ bytes }) => bytes(200, tone({ hertz: 440, seconds: 60 }), 'audio/pcm'))
  server.script(transcriptions, [
    ({ json }) => json(200, { text: 'Tell me a long story' }),
    ({ json }) => json(200, { text: 'No, another one' }),
  ])
  const said = await sayWithFlite('Tell me a long story about the sea and the mountains.')
  const longer = await sayWithFlite(
    'No, not that one, please. Tell me another one, about a town in the hills. And let it be a short one, if you can.',
  )
  const { page } = parley
  const line = lineOf(page)
  // A busy machine may hold up the speaker.
  await call(page, 'settings.update', { silenceEndsTurnMs: 2_500 })
  await focusWindow()
  await page.getByRole('switch', { name: 'Hands-free' }).click()
  await expect(line).toContainText('say something')
  expect(await violationsOf(page)).toEqual([])

  const recording = await recordSound()
  await speakInto(said, join(folder, 'said.wav'))
  await expect(questions(page)).toContainText('Tell me a long story')
  const heard = heardIn(await server.request(transcriptions))
  expect(likeness(heard.sound, soundOf(said))).toBeGreaterThan(0.72)
  // Read aloud without the setting for it, and the microphone is open all the while.
  await recording.untilSound()
  await expect(line).toContainText('Answering')
  expect(await listeners()).toBe(1)

  // A voice ends the voice; what it says is the next question.
  const moment = recording.now()
  // However long the echo canceller takes to notice that there is no echo: a user who interrupts talks on.
  await speakInto(longer, join(folder, 'longer.wav'))
  await expect(questions(page).last()).toContainText('No, another one')
  await recording.untilSound(moment + 1)

  await pressKeys('Escape')
  await microphoneClosed(page)
  await recording.untilSilence(0.5)
  await recording.stop()
  await expect(page.getByRole('switch', { name: 'Hands-free' })).not.toBeChecked()
  await expect(page.getByRole('button', { name: 'Stop reading' })).toHaveCount(0)
  await expect(lastAnswer(page)).not.toHaveAttribute('aria-busy', 'true')

  // Away from the field there is no microphone: its key goes there first, and a user who leaves is not heard.
  await pressKeys('ctrl+shift+g')
  await expect(page.getByRole('region', { name: 'Gallery' })).toBeVisible()
  await pressKeys('ctrl+shift+h')
  await expect(line).toContainText('say something')
  await expect.poll(listeners).toBe(1)
  await pressKeys('ctrl+shift+g')
  await microphoneClosed(page)
})

test('hands-free: a call is asked about aloud and waits for a key', async ({ parley, server, folder }) => {
  server.script(chat, [
    ({ sse }) => {
      const stream = sse()
      const input = JSON.stringify({ url: 'https://ferries.invalid/times' })
      stream.chatTool({ index: 0, id: 'call_1', name: 'read_page', arguments: input })
      stream.chatFinish('tool_calls')
      stream.done()
      stream.end()
    },
    ({ sse }) => sse().chatAnswer('The page is not there.'),
  ])
  server.script(speech, ({ bytes }) => bytes(200, tone({ hertz: 440, seconds: 1 }), 'audio/pcm'))
  server.script(transcriptions, ({ json }) => json(200, { text: 'When does the ferry leave?' }))
  const said = await sayWithFlite('When does the ferry leave?')
  const { page } = parley
  await call(page, 'settings.update', { webSearch: true, silenceEndsTurnMs: 2_500 })
  await focusWindow()
  await page.getByRole('switch', { name: 'Hands-free' }).click()
  await expect(lineOf(page)).toContainText('say something')

  const recording = await recordSound()
  await speakInto(said, join(folder, 'said.wav'))
  const card = page.getByRole('alertdialog', { name: 'Allow read_page?' })
  await expect(card).toBeVisible()
  const spoken = await server.request(speech)
  expect(JSON.stringify(spoken.body)).toContain('May I use Read a page, of The web?')
  await recording.untilSound()
  await recording.untilSilence(0.5)
  await recording.stop()
  await expect(card).toBeVisible()
  expect(server.requests.filter(({ path }) => path === chat)).toHaveLength(1)

  await card.getByRole('button', { name: 'Allow once' }).focus()
  await pressKeys('Return')
  await expect(card).toBeHidden()
  await expect(lastAnswer(page)).toContainText('The page is not there.')
  await pressKeys('Escape')
  await microphoneClosed(page)
})

test('the microphone is chosen and tried in Settings; unplugged, it keeps what was said', async ({
  parley,
  server,
  folder,
}) => {
  server.script(chat, ({ sse }) => sse().chatAnswer('Hello.'))
  server.script(transcriptions, ({ json }) => json(200, { text: 'hello' }))
  const said = await sayWithFlite('Hello over there.')
  const other = await plugInMicrophone('parley_other_microphone')
  try {
    const { page } = parley
    await page.getByRole('button', { name: 'Settings' }).click()
    const settings = page.getByRole('dialog', { name: 'Settings' })
    await settings.getByRole('button', { name: 'Try the microphone' }).click()
    const microphones = settings.getByRole('combobox', { name: 'Microphone' })
    const itsName = microphones.getByRole('option', { name: 'parley_other_microphone' })
    await expect(itsName).toBeAttached()
    expect(await violationsOf(page)).toEqual([])
    await microphones.selectOption({ label: 'parley_other_microphone' })
    await expect.poll(() => listeners('parley_other_microphone')).toBe(1)
    // The meter moves with what is said into the one that was chosen.
    const moved = settings.getByRole('meter', { name: 'Microphone level' }).evaluate(
      (meter) =>
        new Promise<void>((resolve) => {
          new MutationObserver(() => {
            if (Number(meter.getAttribute('aria-valuenow')) >= 40) resolve()
          }).observe(meter, { attributes: true })
        }),
    )
    await Promise.all([moved, speakInto(said, join(folder, 'said.wav'), other.feed)])
    await settings.getByRole('button', { name: 'Close the microphone' }).click()
    await expect.poll(listeners).toBe(0)
    await page.keyboard.press('Escape')

    await page.evaluate(() => {
      const devices = navigator.mediaDevices
      const open = devices.getUserMedia.bind(devices)
      devices.getUserMedia = async (wanted) => {
        const stream = await open(wanted)
        Object.assign(globalThis, { track: stream.getTracks()[0] })
        return stream
      }
    })
    await page.getByRole('button', { name: 'Hold to talk' }).click()
    await expect(lineOf(page)).toContainText('press once more')
    await expect.poll(() => listeners('parley_other_microphone')).toBe(1)
    await speakInto(said, join(folder, 'said.wav'), other.feed)
    // As Chromium tells it: PulseAudio itself would move the recording to the next microphone.
    await page.evaluate(() => {
      const { track } = globalThis as unknown as { track: MediaStreamTrack }
      track.dispatchEvent(new Event('ended'))
    })
    await expect(page.getByRole('alert')).toContainText('The microphone went away')
    await microphoneClosed(page)
    await page.getByRole('button', { name: 'Turn into words' }).click()
    await expect(questions(page)).toContainText('hello')
    const heard = heardIn(await server.request(transcriptions))
    expect(likeness(heard.sound, soundOf(said))).toBeGreaterThan(0.72)

    // The next time the system's own listens, and says that it does.
    await other.unplug()
    await page.getByRole('button', { name: 'Hold to talk' }).click()
    await expect(lineOf(page)).toContainText('The chosen microphone cannot be used')
  } finally {
    await other.unplug()
  }
})
