import type { Page } from '@playwright/test'
import type { FaultServer } from '../../fakes/faultServer'
import { answered, ask, expect, lastAnswer } from '../fixtures'
import { base64, samplePng } from './pictures'

/** One of everything that Markdown can be. */
export const markdown = `## Three ways to cross the river

You can **wade**, *swim* or take the ~~bridge~~ ferry; see [the timetable](https://example.org/ferry) first.

1. Wade where it is shallow
   - boots help
   - so does a stick
2. Swim where it is calm

> The river you step into twice is a different one.

| Way | Minutes | Wet |
| :-- | --: | :-: |
| Wade | 12 | a little |
| Swim | 8 | very |
| Ferry | 25 | no |

\`\`\`ts
// Chooses the driest way that is quick enough.
export const chooseWay = (minutes: number): string => {
  const ways = { wade: 12, swim: 8, ferry: 25 }
  return minutes >= ways.ferry ? 'ferry' : minutes >= ways.wade ? 'wade' : 'swim'
}
\`\`\`

Call \`chooseWay(30)\` to stay dry.`

export const picturePrompt = 'A ferry on a wide river, flat colours, low sun'

/**
 * Asks, and waits until the answer to just this is written. Counting would not do: what is out of sight is
 * not drawn.
 */
export const converse = async (page: Page, question: string): Promise<void> => {
  const last = lastAnswer(page)
  const before = (await last.count()) === 0 ? '' : ((await last.getAttribute('data-message')) ?? '')
  await ask(page, question)
  await expect(last).toBeVisible()
  await expect(last).not.toHaveAttribute('data-message', before)
  await answered(page)
}

/** A conversation with Markdown, a picture and a failure, in that order. */
export const haveConversation = async (
  page: Page,
  server: FaultServer,
  picture: Uint8Array | null = null,
): Promise<void> => {
  const bytes = picture ?? (await samplePng(21, 512, 512))
  server.script('/v1/chat/completions', [
    ({ sse }) => {
      const stream = sse()
      stream.chatReasoning('Three ways come to mind; the ferry is the driest of them.')
      stream.chatAnswer(markdown)
    },
    ({ error }) => error(401, { message: 'no', code: 'invalid_api_key' }),
  ])
  server.script('/v1/images/generations', ({ json }) => json(200, { data: [{ b64_json: base64(bytes) }] }))
  const questions = ['How do I cross the river?', `/image ${picturePrompt}`, 'And how do I come back?']
  for (const question of questions) await converse(page, question)
  await expect(lastAnswer(page).getByRole('alert')).toBeVisible()
}
