import type { Attachment } from '@shared/model/attachment'
import type { TemporaryShown } from '@shared/model/events'
import { expect, it } from 'vitest'
import { attachFor } from '../../../../src/main/capture/attachFor'
import { defaultSettings } from '../../../fakes/fakeSettings'

const attachedFor = async (
  window: 'main' | 'quick',
  current: TemporaryShown,
  quickTemporary: boolean,
): Promise<string | null | undefined> => {
  let conversationId: string | null | undefined
  const attach = attachFor({
    library: {
      attachFile: async (input) => {
        conversationId = input.conversationId
        return {} as Attachment
      },
    },
    temporary: { current, ensure: async () => ({ conversationId: 'begun' }) },
    settings: { get: () => ({ ...defaultSettings, quickTemporary }) },
  })
  await attach(window)({ name: 'a.png', bytes: new Uint8Array(1) })
  return conversationId
}

it('what is captured belongs to the temporary conversation of its window, if it is in one', async () => {
  const shown = { main: 'm', quick: 'q' }
  expect(await attachedFor('main', shown, false)).toBe('m')
  expect(await attachedFor('quick', shown, true)).toBe('q')
  expect(await attachedFor('main', { main: null, quick: 'q' }, true)).toBeNull()
  expect(await attachedFor('quick', { main: 'm', quick: null }, false)).toBeNull()
})

it('what comes before a quick question begins one where the settings want it', async () => {
  expect(await attachedFor('quick', { main: 'm', quick: null }, true)).toBe('begun')
})
