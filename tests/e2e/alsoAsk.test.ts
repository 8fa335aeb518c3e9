import { startFaultServer } from '../fakes/faultServer'
import { ask, call, connectTo, expect, test } from './fixtures'
import { violationsOf } from './helpers/accessibility'
import { byHand } from './helpers/answers'

const chat = '/v1/chat/completions'

test('two servers answer the same question at once, and the one that is chosen is gone on from', async ({
  parley: { page },
  server,
}) => {
  const elsewhere = await startFaultServer()
  try {
    elsewhere.script('/v1/models', ({ json }) =>
      json(200, { object: 'list', data: [{ id: 'second-model' }] }),
    )
    const [here, there] = [byHand(), byHand()]
    server.script(chat, here.handler)
    elsewhere.script(chat, there.handler)
    await call(page, 'engines.connect', { kind: 'compatible', baseUrl: elsewhere.baseUrl, name: 'Elsewhere' })
    await connectTo(page, server)
    await ask(page, 'Tea or coffee?')
    const first = await here.stream
    first.chatText('Tea, ')
    const answers = page.getByRole('article', { name: /^Assistant/ })
    await expect(answers).toContainText('Tea,')

    await answers.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Also ask…' }).click()
    await page.getByRole('menuitem', { name: 'second-model' }).click()
    const second = await there.stream
    second.chatText('Coffee, ')
    first.chatText('of course.')
    await expect(answers).toHaveText([/Tea, of course\./, /Coffee,/])
    await expect(answers.nth(1)).toHaveAccessibleName(/^Assistant, second-model/)

    // Both go on without the page.
    await page.reload()
    await page.getByRole('link', { name: 'Tea or coffee?' }).click()
    await expect(answers).toHaveText([/Tea, of course\./])
    for (const stream of [first, second]) {
      stream.chatText('Surely.')
      stream.chatFinish('stop')
      stream.done()
      stream.end()
    }
    await expect(answers).toContainText('Surely.')
    await page.getByRole('button', { name: 'Show side by side' }).click()
    await expect(answers).toHaveText([/Tea, of course\.\s*Surely\./, /Coffee, Surely\./])
    expect(await violationsOf(page)).toEqual([])
    await page.getByRole('button', { name: 'Go on with this one' }).nth(1).click()
    await expect(answers).toHaveText([/Coffee, Surely\./])

    elsewhere.script(chat, ({ sse }) => sse().chatAnswer('Never asked'))
    server.script(chat, ({ sse }) => sse().chatAnswer('Black.'))
    await ask(page, 'How?')
    await expect(answers).toHaveText([/Coffee, Surely\./, /Black\./])
    const { body } = await server.request(chat, 2)
    const said = (body as { messages: { content: string }[] }).messages.map(({ content }) => content)
    expect(said.slice(-3)).toEqual(['Tea or coffee?', 'Coffee, Surely.', 'How?'])
  } finally {
    await elsewhere.stop()
  }
})
