import { readFile, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { sentenceGapSeconds } from '../../src/renderer/features/speech/PlaybackSchedule'
import type { Exchange, FaultServer, Handler } from '../fakes/faultServer'
import { serveRealtime } from '../fakes/realtimeServer'
import { tone } from '../fakes/tone'
import { toneMp3 } from '../fakes/toneMp3'
import { answered, ask, call, expect, lastAnswer, test, useBuiltin } from './fixtures'
import { violationsOf } from './helpers/accessibility'
import {
  addSpeaker,
  type HeardTone,
  loudnessOf,
  partOf,
  recordSound,
  type Sound,
  secondsOf,
  secondsUntilSilence,
  stretchesOf,
  tonesOf,
} from './helpers/audio'
import { focusWindow, pressKeys, typeText } from './helpers/keys'
import { askField, callQuickAsk, quickPage } from './helpers/quick'

const chat = '/v1/chat/completions'
const speech = '/v1/audio/speech'

/** An engine that always says the same. */
const says =
  (text: string): Handler =>
  ({ sse }) =>
    sse().chatAnswer(text)

interface Tone {
  readonly hertz: number
  readonly seconds: number
}

/** PCM as a busy server sends it: in pieces that respect no sample. */
const sendTone = ({ raw: { response } }: Exchange, { hertz, seconds }: Tone): void => {
  const pcm = tone({ hertz, seconds })
  response.writeHead(200, { 'content-type': 'audio/pcm' })
  for (let start = 0, size = 1; start < pcm.length; start += size, size = ((size * 7) % 9_973) + 1) {
    response.write(pcm.subarray(start, start + size))
  }
  response.end()
}

const spokenTexts = (server: FaultServer): string[] =>
  server.requests
    .filter(({ path }) => path === speech)
    .map(({ body }) => (body as { readonly input: string }).input)

const readAloud = (page: Page) => lastAnswer(page).getByRole('button', { name: 'Read aloud' })
const stopReading = (page: Page) => page.getByRole('button', { name: 'Stop reading' })

/** Resolves when the page says that nothing is read any more. */
const silent = (page: Page) => expect(stopReading(page)).toHaveCount(0)

// They end before another app starts, which is to have the hotkey.
test('Read aloud plays the engine’s speech at its pitch and length', async ({ parley, server }) => {
  server.script(chat, says('Read [the manual](https://example.org/deep/link) before you begin.'))
  server.script(speech, (exchange) => sendTone(exchange, { hertz: 440, seconds: 2 }))
  const { page } = parley
  await ask(page, 'Where do I begin?')
  await answered(page)

  const recording = await recordSound()
  await readAloud(page).click()
  await recording.untilSound()
  await expect(stopReading(page)).toBeVisible()
  await silent(page)
  const sound = await recording.stop()

  const tones = tonesOf(sound, [440])
  expect(tones).toHaveLength(1)
  expect(tones[0]?.sounding).toBeGreaterThan(1.9)
  expect(tones[0]?.sounding).toBeLessThan(2.01)
  const request = server.requests.find(({ path }) => path === speech)
  expect(request?.body).toMatchObject({
    input: 'Read the manual before you begin.',
    voice: 'onyx',
    response_format: 'pcm',
  })
})

test('speech that comes as MP3, whatever it is called, is heard, and kept for the next time', async ({
  parley,
  server,
}) => {
  server.script(chat, says('A tone.'))
  server.script(speech, ({ bytes }) => bytes(200, toneMp3(), 'audio/pcm'))
  const { page } = parley
  await ask(page, 'Sing')
  await answered(page)
  const heard = async () => {
    const recording = await recordSound()
    await readAloud(page).click()
    await recording.untilSound()
    await silent(page)
    return tonesOf(await recording.stop(), [440])
  }
  const [first] = await heard()
  expect(first?.sounding).toBeGreaterThan(0.45)
  expect(first?.sounding).toBeLessThan(0.65)
  await expect
    .poll(async () => (await call(page, 'speech.cacheSize', {})).count, { message: 'It is kept' })
    .toBe(1)
  expect(await heard()).toHaveLength(1)
  expect(spokenTexts(server)).toEqual(['A tone.'])
  await expect(page.getByText('offline voice')).toHaveCount(0)
})

test('code and addresses are not read out', async ({ parley, server }) => {
  const answer = 'Run this:\n\n```js\nlaunchRocket(1)\n```\n\nSee [the page](https://example.org/a?b=c).'
  server.script(chat, says(answer))
  server.script(speech, (exchange) => sendTone(exchange, { hertz: 440, seconds: 0.2 }))
  const { page } = parley
  await ask(page, 'How?')
  await answered(page)
  await readAloud(page).click()
  await expect.poll(() => spokenTexts(server).join(' ')).toContain('See the page.')
  await silent(page)
  const spoken = spokenTexts(server).join(' ')
  expect(spoken).toContain('Run this')
  expect(spoken).not.toMatch(/launchRocket|https|example\.org|```/)
})

test('Stop reading silences at once and lets the request go', async ({ parley, server }) => {
  server.script(chat, says('A long story.'))
  server.script(speech, ({ raw: { response } }) => {
    response.writeHead(200, { 'content-type': 'audio/pcm' })
    // And never an end: only the stop can close it.
    response.write(tone({ hertz: 440, seconds: 20 }))
  })
  const { page } = parley
  await ask(page, 'A story, please')
  await answered(page)
  const recording = await recordSound()
  await readAloud(page).click()
  await recording.untilSound()
  await stopReading(page).focus()
  const moment = recording.now()
  await page.keyboard.press('Enter')
  await recording.untilSilence(0.5)
  const sound = await recording.stop()
  // Of twenty seconds; how quickly exactly is the benchmark’s to say.
  expect(secondsUntilSilence(sound, moment)).toBeLessThan(5)
  await expect(readAloud(page)).toBeVisible()
  await (await server.request(speech)).closedByClient
})

test('speech goes on when another conversation is opened', async ({ parley, server }) => {
  server.script(chat, says('A tone of three seconds.'))
  server.script(speech, (exchange) => sendTone(exchange, { hertz: 440, seconds: 3 }))
  const { page } = parley
  await ask(page, 'Sing')
  await answered(page)
  const recording = await recordSound()
  await readAloud(page).click()
  await recording.untilSound()
  await page.getByRole('button', { name: 'New conversation' }).click()
  await expect(page.getByRole('log', { name: 'Conversation' })).toHaveCount(0)
  await recording.untilSilence(1)
  const tones = tonesOf(await recording.stop(), [440])
  expect(tones).toHaveLength(1)
  expect(tones[0]?.sounding).toBeGreaterThan(2.85)
})

test('what the model speaks by its tool is heard, and can be stopped', async ({ parley, server }) => {
  server.script(chat, [
    ({ sse }) => {
      const stream = sse()
      stream.chatTool({
        index: 0,
        id: 'call_1',
        name: 'speak',
        arguments: '{"text":"Good evening, everyone."}',
      })
      stream.chatFinish('tool_calls')
      stream.done()
      stream.end()
    },
    says('I have said it.'),
  ])
  server.script(speech, (exchange) => sendTone(exchange, { hertz: 660, seconds: 20 }))
  const { page } = parley
  const recording = await recordSound()
  await ask(page, 'Say good evening to everyone')
  await recording.untilSound()
  await answered(page)
  await expect(lastAnswer(page)).toContainText('I have said it.')
  expect(spokenTexts(server)).toEqual(['Good evening, everyone.'])
  await lastAnswer(page).getByRole('button', { name: 'Stop reading' }).click()
  await recording.untilSilence(0.3)
  const sound = await recording.stop()
  expect(tonesOf(sound, [660])).toHaveLength(1)
})

test('pause holds the voice, skipping goes to the next sentence, the bar stops it', async ({
  parley,
  server,
}) => {
  server.script(chat, says('A very long one. The next one.'))
  server.script(speech, (exchange) =>
    sendTone(
      exchange,
      spokenTexts(server).at(-1) === 'The next one.'
        ? { hertz: 900, seconds: 60 }
        : { hertz: 300, seconds: 60 },
    ),
  )
  const { page } = parley
  await ask(page, 'Two sentences, please')
  await answered(page)
  const recording = await recordSound()
  await readAloud(page).click()
  await recording.untilSound()
  const bar = page.getByRole('region', { name: 'Reading aloud' })
  await bar.getByRole('button', { name: 'Pause reading' }).click()
  await recording.untilSilence(0.5)
  expect(await violationsOf(page)).toEqual([])
  await bar.getByRole('button', { name: 'Resume reading' }).click()
  const resumed = recording.now()
  await recording.untilSound(resumed + 0.3)
  await bar.getByRole('button', { name: 'Next sentence' }).click()
  await expect.poll(() => markedWords(page)).toBe('The next one')
  const skipped = recording.now()
  await recording.untilSound(skipped + 0.4)
  await bar.getByRole('button', { name: 'Silence' }).click()
  await recording.untilSilence(0.5)
  await expect(bar).toHaveCount(0)
  expect(tonesOf(await recording.stop(), [300, 900]).map(({ hertz }) => hertz)).toEqual([300, 900])
})
test('a server without speech is remembered, the offline voice takes over, and a notice says so', async ({
  launch,
  server,
}) => {
  server.script(chat, says('Nobody here but us chickens.'))
  const { page, quit } = await launch()
  await call(page, 'engines.connect', { kind: 'compatible', baseUrl: server.baseUrl })
  await ask(page, 'Who is there?')
  await answered(page)
  const recording = await recordSound()
  await readAloud(page).click()
  await recording.untilSound()
  await expect(page.getByText('the offline voice does')).toBeVisible()
  await silent(page)
  const first = await recording.stop()
  expect(secondsOf(stretchesOf(first))).toBeGreaterThan(0.8)
  expect(loudnessOf(first)).toBeGreaterThan(0.005)
  expect(spokenTexts(server)).toHaveLength(1)
  await quit()

  const again = await launch()
  await again.page.getByRole('navigation', { name: 'Conversations' }).getByRole('link').first().click()
  const next = await recordSound()
  await readAloud(again.page).click()
  await next.untilSound()
  await stopReading(again.page).click()
  await next.stop()
  expect(spokenTexts(server)).toHaveLength(1)
})

test('a voice that stalls is cancelled, and the offline voice reads', async ({ parley, server }) => {
  server.script(chat, says('Patience is a virtue.'))
  server.script(speech, () => {})
  const { page } = parley
  await call(page, 'settings.update', { idleTimeoutMs: 1_000 })
  await ask(page, 'Wisdom?')
  await answered(page)
  const recording = await recordSound()
  await readAloud(page).click()
  await recording.untilSound()
  await expect(page.getByText('the offline voice went on')).toBeVisible()
  await silent(page)
  const sound = await recording.stop()
  expect(secondsOf(stretchesOf(sound))).toBeGreaterThan(0.5)
})

test('automatic reading is a setting, and speaks while the answer is still being written', async ({
  parley,
  server,
}) => {
  server.script(chat, async ({ sse }) => {
    const stream = sse()
    stream.chatText('The first sentence is done. And the second ')
    // The answer goes on only when its beginning is being spoken.
    await server.request(speech)
    stream.chatText('comes later.')
    stream.chatFinish('stop')
    stream.done()
    stream.end()
  })
  server.script(speech, (exchange) => sendTone(exchange, { hertz: 520, seconds: 0.5 }))
  const { page } = parley
  await page.getByRole('button', { name: 'Settings' }).click()
  const dialog = page.getByRole('dialog', { name: 'Settings' })
  await dialog.getByRole('switch', { name: 'Read answers aloud' }).click()
  await expect(dialog.getByRole('switch', { name: 'Read answers aloud' })).toBeChecked()
  await page.keyboard.press('Escape')
  const recording = await recordSound()
  await ask(page, 'Two sentences, please')
  await recording.untilSound()
  await answered(page)
  await expect.poll(() => spokenTexts(server)).toHaveLength(2)
  await silent(page)
  const sound = await recording.stop()
  expect(spokenTexts(server)).toEqual(['The first sentence is done.', 'And the second comes later.'])
  expect(secondsOf(stretchesOf(sound))).toBeGreaterThan(0.95)
})

test('only one speaks at a time, in this window and in all of them', async ({ parley, server }) => {
  const pitches: Readonly<Record<string, number>> = { 'Low.': 300, 'High.': 900, 'Quick.': 600 }
  server.script(chat, [says('Low.'), says('High.'), says('Quick.')])
  server.script(speech, (exchange) =>
    sendTone(exchange, { hertz: pitches[spokenTexts(server).at(-1) ?? ''] ?? 0, seconds: 60 }),
  )
  const { app, page } = parley
  await ask(page, 'One')
  await answered(page)
  await ask(page, 'Two')
  await expect(lastAnswer(page)).toContainText('High.')
  await answered(page)
  const recording = await recordSound()
  const first = page.getByRole('article', { name: /^Assistant/ }).first()
  await first.getByRole('button', { name: 'Read aloud' }).click()
  await recording.untilSound()
  await readAloud(page).click()
  await expect(first.getByRole('button', { name: 'Read aloud' })).toBeVisible()
  await expect(stopReading(page)).toHaveCount(1)
  await recording.untilSound(recording.now() + 0.5)

  await call(page, 'quick.facts', {})
  await focusWindow()
  await callQuickAsk()
  const quick = await quickPage(app, page)
  await expect(askField(quick)).toBeFocused()
  await typeText('Three')
  await pressKeys('Return')
  await answered(quick)
  await lastAnswer(quick).getByRole('button', { name: 'Read aloud' }).click()
  await silent(page)
  await recording.untilSound(recording.now() + 0.5)
  await stopReading(quick).click()
  await recording.untilSilence(0.3)
  const sound = await recording.stop()
  expect(tonesOf(sound, Object.values(pitches)).map(({ hertz }) => hertz)).toEqual([300, 900, 600])
})

test('the built-in engine speaks with the offline voice', async ({ parley }) => {
  const { page } = parley
  await useBuiltin(page)
  await ask(page, 'Hello')
  await answered(page)
  const recording = await recordSound()
  await readAloud(page).click()
  await recording.untilSound()
  // A word or two.
  await recording.untilSound(recording.now() + 1)
  // By design, not for want of something better: nothing to tell.
  await expect(page.getByText('the offline voice')).toHaveCount(0)
  await stopReading(page).click()
  await recording.untilSilence(0.3)
  const sound = await recording.stop()
  const stretches = stretchesOf(sound)
  const spoken = partOf(sound, { start: stretches[0]?.start ?? 0, end: stretches.at(-1)?.end ?? 0 })
  expect(loudnessOf(spoken)).toBeGreaterThan(0.01)
})

/** The words that are marked as being spoken. */
const markedWords = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const spoken = CSS.highlights.get('spoken')
    return [...(spoken ?? [])].map(String).join('')
  })

/** Every sentence that is marked from now on, in order. */
const watchMarks = async (page: Page): Promise<() => Promise<string[]>> => {
  const marks = await page.evaluateHandle(() => {
    const seen: string[] = []
    const { set } = CSS.highlights
    const { delete: remove } = CSS.highlights
    const note = (words: string) => {
      if (seen.at(-1) !== words) seen.push(words)
    }
    CSS.highlights.set = function (name, highlight) {
      if (name === 'spoken') note([...highlight].map(String).join(''))
      return set.call(this, name, highlight)
    }
    CSS.highlights.delete = function (name) {
      if (name === 'spoken' && seen.length > 0) note('')
      return remove.call(this, name)
    }
    return seen
  })
  return () => marks.jsonValue()
}

const keptCount = async (page: Page): Promise<number> => (await call(page, 'speech.cacheSize', {})).count

const setSpeed = (page: Page, speechSpeed: number) => call(page, 'settings.update', { speechSpeed })

/** Silence between each two tones. */
const gapsBetween = (tones: readonly HeardTone[]): number[] =>
  tones.slice(1).map(({ start }, index) => start - (tones[index]?.end ?? 0))

/** A busy machine may make any one of them longer; not all of them. */
const expectGaps = (gaps: readonly number[], within: number) => {
  expect(Math.min(...gaps.map((gap) => Math.abs(gap - sentenceGapSeconds)))).toBeLessThan(within)
  expect(Math.min(...gaps)).toBeGreaterThan(sentenceGapSeconds / 2)
}

test('sentences follow each other gaplessly, are marked, kept, and heard again for nothing and faster', async ({
  parley,
  server,
}) => {
  const pitches = [330, 500, 750, 330, 500, 750]
  const sentences = [
    'The first one.',
    'Here is another.',
    'It goes on.',
    'Then a fourth.',
    'And a fifth.',
    'The last one.',
  ]
  server.script(chat, says(sentences.join(' ')))
  server.script(speech, (exchange) => {
    const spoken = spokenTexts(server).at(-1) ?? ''
    sendTone(exchange, { hertz: pitches[sentences.indexOf(spoken)] ?? 0, seconds: 0.4 })
  })
  const { page, folder } = parley
  await ask(page, 'Six sentences, please')
  await answered(page)
  const marked = await watchMarks(page)
  const recording = await recordSound()
  await readAloud(page).click()
  await recording.untilSound()
  await silent(page)
  const tones = tonesOf(await recording.stop(), pitches)
  expect(tones.map(({ hertz }) => hertz)).toEqual(pitches)
  expectGaps(gapsBetween(tones), 0.01)
  // In their order, and in the end none; the first may be over before the page is ready to mark.
  const marks = await marked()
  const expected = [...sentences.map((sentence) => sentence.slice(0, -1)), '']
  expect(marks).toEqual(expected.filter((words) => marks.includes(words)))
  expect(marks.length).toBeGreaterThan(4)

  // Again, without the engine, from what was kept, and twice as fast.
  await expect.poll(() => keptCount(page)).toBe(6)
  await server.stop()
  await setSpeed(page, 2)
  const again = await recordSound()
  await readAloud(page).click()
  await again.untilSound()
  await silent(page)
  const faster = tonesOf(await again.stop(), pitches)
  expect(faster.map(({ hertz }) => hertz)).toEqual(pitches)
  for (const { sounding } of faster) {
    expect(sounding).toBeGreaterThan(0.14)
    expect(sounding).toBeLessThan(0.21)
  }
  // What Opus and the other speed leave of it is still about the silence that we put there.
  expectGaps(gapsBetween(faster), 0.02)
  await expect(page.getByText('the offline voice')).toHaveCount(0)

  // Files that were removed are reported, and spoken anew: by the voice that is always there.
  await rm(join(folder, 'speech'), { recursive: true })
  await readAloud(page).click()
  await expect(page.getByText('Some kept speech was no longer in its folder')).toBeVisible()
  await stopReading(page).click()
})

/** Saves the last answer's speech where the user would. */
const saveSpeech = async (app: ElectronApplication, page: Page, path: string): Promise<Buffer> => {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, path)
  await lastAnswer(page).getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Save as audio…' }).click()
  await expect(page.getByText(`Saved as ${basename(path)}.`)).toBeVisible()
  await lastAnswer(page).getByRole('button', { name: 'Dismiss' }).click()
  return readFile(path)
}

/**
 * Two tones of half a second, and between them the silence that we put there: exact, since nothing was
 * played.
 */
const expectTwoTones = (sound: Sound) => {
  expect(sound.samples.length / sound.sampleRate).toBeCloseTo(1 + sentenceGapSeconds, 2)
  const tones = tonesOf(sound, [440, 660])
  expect(tones.map(({ hertz }) => hertz)).toEqual([440, 660])
  for (const { sounding } of tones) expect(Math.abs(sounding - 0.5)).toBeLessThan(0.02)
  expect(Math.abs((gapsBetween(tones)[0] ?? 0) - sentenceGapSeconds)).toBeLessThan(0.01)
}

test('speech is saved as an audio file, the second time for nothing', async ({ parley, server }) => {
  server.script(chat, says('The first part. The second part.'))
  server.script(speech, (exchange) =>
    sendTone(exchange, {
      hertz: spokenTexts(server).at(-1) === 'The first part.' ? 440 : 660,
      seconds: 0.5,
    }),
  )
  const { app, page, folder } = parley
  await ask(page, 'Two parts, please')
  await answered(page)
  const wav = await saveSpeech(app, page, join(folder, 'speech.wav'))
  expect(wav.toString('latin1', 0, 4)).toBe('RIFF')
  const samples = Float32Array.from(
    { length: (wav.length - 44) / 2 },
    (_, at) => wav.readInt16LE(44 + at * 2) / 0x8000,
  )
  expectTwoTones({ sampleRate: 48_000, samples })

  // From what was kept of it, as Opus, which Chromium's own decoder reads.
  await expect.poll(() => keptCount(page)).toBe(2)
  await server.stop()
  const ogg = await saveSpeech(app, page, join(folder, 'speech.ogg'))
  expect(ogg.length).toBeLessThan(wav.length / 8)
  const decoded = await page.evaluate(
    async (bytes) => {
      const decoder = new OfflineAudioContext(1, 1, 48_000)
      const sound = await decoder.decodeAudioData(Uint8Array.from(bytes).buffer)
      return [...sound.getChannelData(0)]
    },
    [...ogg],
  )
  expectTwoTones({ sampleRate: 48_000, samples: Float32Array.from(decoded) })
})

test('a Realtime voice reads word for word, and where it strays another voice says it', async ({
  parley,
  server,
}) => {
  const realtime = serveRealtime(server)
  const sound = tone({ hertz: 700, seconds: 0.6 })
  realtime.script((ask) => ask.speak(sound, ask.text === 'What is the time?' ? 'Half past two.' : ask.text))
  server.script(chat, says('It is me. What is the time? Good bye.'))
  const { page } = parley
  await call(page, 'settings.update', { speechModel: 'gpt-realtime-2.1-mini' })
  await ask(page, 'Say three things')
  await answered(page)
  const recording = await recordSound()
  await readAloud(page).click()
  await recording.untilSound()
  await silent(page)
  const heard = await recording.stop()
  await expect(page.getByText('did not read word for word, so the offline voice said')).toBeVisible()
  expect(realtime.asks.map(({ text }) => text)).toEqual(['It is me.', 'What is the time?', 'Good bye.'])
  expect(realtime.connections).toHaveLength(1)
  // The tone twice, and in between the offline voice and none of what was not to be said.
  const [whole] = tonesOf(heard, [700])
  expect(whole?.sounding).toBeGreaterThan(1)
  expect(whole?.sounding).toBeLessThan(1.3)
  const between = partOf(heard, { start: (whole?.start ?? 0) + 0.9, end: (whole?.end ?? 0) - 0.7 })
  expect(loudnessOf(between)).toBeGreaterThan(0.005)
})

test('speech follows the default device, and goes on when the device is taken away', async ({
  parley,
  server,
}) => {
  server.script(chat, says('A tone of many seconds.'))
  server.script(speech, (exchange) => sendTone(exchange, { hertz: 440, seconds: 60 }))
  const { page } = parley
  await ask(page, 'Sing')
  await answered(page)
  const other = await addSpeaker('parley_other')
  const here = await recordSound()
  const there = await recordSound('parley_other.monitor')
  try {
    await readAloud(page).click()
    await here.untilSound()
    await other.makeDefault()
    await there.untilSound()
    // Taken away while it plays: the one before takes over.
    const moment = here.now()
    await there.stop()
    await other.remove()
    await here.untilSound(moment + 0.5)
    await stopReading(page).click()
    await here.untilSilence(0.3)
  } finally {
    await here.stop()
    await other.remove()
  }
})
