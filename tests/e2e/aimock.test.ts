import { LLMock } from '@copilotkit/aimock'
import type { Page } from '@playwright/test'
import { answered, ask, test as base, call, expect, lastAnswer } from './fixtures'
import { base64, samplePng } from './helpers/pictures'

// An independent reading of OpenAI's API, in the built app: what our own fake and our engines might get
// wrong together.

const prompt = 'A lighthouse in pop-art style'

const test = base.extend<{ mock: LLMock }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the wanted fixtures from it
  mock: async ({}, use) => {
    const mock = new LLMock({ port: 0 })
    mock.onMessage('plain', { content: 'Hello from the mock, **at some length**.' })
    mock.on(
      { userMessage: 'draw', hasToolResult: false },
      { toolCalls: [{ name: 'generate_image', arguments: JSON.stringify({ prompt }) }] },
    )
    mock.on({ userMessage: 'draw', hasToolResult: true }, { content: 'There it stands.' })
    mock.onImage(prompt, { image: { b64Json: base64(await samplePng(5)) } })
    // A second of silence: mono, 24 kHz, 16 bits.
    mock.onSpeech('Hello', { audio: Buffer.alloc(48_000).toString('base64'), format: 'pcm' })
    await mock.start()
    await use(mock)
    await mock.stop()
  },
})

const connectToMock = (page: Page, mock: LLMock) =>
  call(page, 'engines.connect', { kind: 'compatible', baseUrl: `${mock.url}/v1`, key: 'mock-key-0000' })
const requests = (mock: LLMock, path: string) =>
  mock.getRequests().filter((request) => request.path.startsWith(path))

test('aimock: an answer streams into the window', async ({ parley, mock }) => {
  const { page } = parley
  await connectToMock(page, mock)
  await ask(page, 'plain, please')
  await expect(lastAnswer(page)).toContainText('Hello from the mock, at some length.')
  await answered(page)
  expect(requests(mock, '/v1/chat/completions').map(({ body }) => body)).toMatchObject([{ stream: true }])
})

test('aimock: the model calls the picture tool, and the picture is in the answer', async ({
  parley,
  mock,
}) => {
  const { page } = parley
  await connectToMock(page, mock)
  await ask(page, 'draw a lighthouse')
  await expect(lastAnswer(page)).toContainText('There it stands.')
  await answered(page)
  const picture = lastAnswer(page).getByRole('img', { name: prompt })
  await expect(picture).toBeVisible()
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(96)
  expect(requests(mock, '/v1/images/generations').length).toBeGreaterThan(0)
})

test('aimock: Read aloud asks for speech', async ({ parley, mock }) => {
  const { page } = parley
  await connectToMock(page, mock)
  await ask(page, 'plain, please')
  await answered(page)
  await lastAnswer(page).getByRole('button', { name: 'Read aloud' }).click()
  await expect.poll(() => requests(mock, '/v1/audio/speech').length).toBeGreaterThan(0)
})
