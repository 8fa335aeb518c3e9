import { join } from 'node:path'
import { answered, engineAt, expect, test } from './fixtures'
import { focusWindow, holdKeys } from './helpers/keys'
import { heardIn, likeness, sayWithFlite, soundOf, speakInto } from './helpers/microphone'

const chat = '/v1/chat/completions'
const transcriptions = '/v1/audio/transcriptions'

test('a held key records, letting go sends what was said', async ({ launch, server, folder }) => {
  server.script(chat, ({ sse }) => sse().chatAnswer('It is noon.'))
  server.script(transcriptions, ({ json }) => json(200, { text: ' What time is it? ' }))
  const said = await sayWithFlite('What time is it in the old town of Prague?')
  const { page } = await launch({ env: engineAt(server) })
  await focusWindow()
  const talk = await holdKeys('ctrl+d')
  const line = page.getByRole('region', { name: 'Listening' })
  await expect(line.getByText('let go when you are done')).toBeVisible()
  await speakInto(said, join(folder, 'said.wav'))
  await talk.letGo()
  await answered(page)
  await expect(page.getByRole('article', { name: /^You/ })).toContainText('What time is it?')
  const heard = heardIn(await server.request(transcriptions))
  expect(heard).toMatchObject({ model: 'whisper-1', fileName: 'speech.wav' })
  expect(likeness(heard.sound, soundOf(said))).toBeGreaterThan(0.62)
  await expect(line).toBeHidden()
})
