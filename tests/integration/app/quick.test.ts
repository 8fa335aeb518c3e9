import { AppError } from '@shared/ipc/errors'
import { describe, expect, it } from 'vitest'
import { appPlace } from './appPlace'

const place = appPlace()

const draft = { text: 'Half a question', attachments: [] }

describe('What the quick-ask window asks about itself', () => {
  it('is refused for every other window', async () => {
    const app = place.start()
    const refused = new AppError('ipc/bad-sender')
    await expect(app.call('quick.hide', {})).rejects.toMatchObject({ code: refused.code })
    await expect(app.call('quick.resize', { height: 300 })).rejects.toMatchObject({ code: refused.code })
    await expect(
      app.call('quick.continue', { conversationId: null, draft, settings: true }),
    ).rejects.toMatchObject({ code: refused.code })
    expect(app.services.intents.take('main')).toEqual([])
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1, 1e9])('takes no height of %d', async (height) => {
    const app = place.start()
    await expect(app.call('quick.resize', { height })).rejects.toMatchObject({ code: 'ipc/bad-input' })
  })

  it('takes no conversation by a name that none has, and no novel as a draft', async () => {
    const app = place.start()
    for (const input of [
      { conversationId: '', draft },
      { conversationId: 'x'.repeat(200), draft },
      { conversationId: null, draft: { text: 'x'.repeat(2_000_001), attachments: [] } },
    ]) {
      await expect(app.call('quick.continue', input)).rejects.toMatchObject({ code: 'ipc/bad-input' })
    }
  })
})

describe('The settings of quick questions', () => {
  it('are kept, and a hotkey that is no text is refused', async () => {
    const app = place.start()
    await app.call('settings.update', { quickAccelerator: null, quickModel: 'small', quickReadAloud: true })
    expect(app.services.settings.get()).toMatchObject({
      quickAccelerator: null,
      quickModel: 'small',
      quickReadAloud: true,
    })
    await expect(app.call('settings.update', { quickAccelerator: 'x'.repeat(100) })).rejects.toMatchObject({
      code: 'ipc/bad-input',
    })
  })

  it('fall back to a hotkey where the file holds nonsense', () => {
    const app = place.start({ quickAccelerator: 5, quickAssistantId: ['a'] })
    expect(app.services.settings.get()).toMatchObject({
      quickAccelerator: 'CmdOrCtrl+Shift+Space',
      quickAssistantId: null,
    })
  })
})
