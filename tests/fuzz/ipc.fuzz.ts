import { join } from 'node:path'
import { contract } from '@shared/ipc/contract'
import type { Frame } from '@shared/ipc/define'
import { builtinEngineId } from '@shared/model/engine'
import fc from 'fast-check'
import { expect } from 'vitest'
import type { z } from 'zod'
import type { PagePort } from '../../src/main/ipc/streams'
import { appPlace, type TestApp } from '../integration/app/appPlace'
import { newPicture, png } from '../integration/library/helpers'
import { fuzz } from './fuzz'
import { edited, edits } from './hostileJson'
import { inputFor } from './zodInput'

const place = appPlace()
let app: TestApp | null = null
/** What rows are called, and what no row is called. */
let known: readonly string[] = ['a'.repeat(64)]

/** One app for all rounds: what an earlier round left behind is met by the later ones. */
const running = async (): Promise<TestApp> => {
  if (app) return app
  app = place.start({ engineId: builtinEngineId, model: null })
  place.dialogs.target = join(place.folder, 'chosen.json')
  const folder = await app.call('folders.create', { name: 'Folder' })
  const ids: string[] = [folder.id, builtinEngineId, 'general']
  for (const prompt of ['Hello', '/image a cat']) {
    const { conversationId, messageId } = await app.call('runs.start', { conversationId: null, prompt })
    await app.idle(conversationId)
    ids.push(conversationId, messageId)
  }
  const picture = await app.services.library.addPicture(newPicture(png(4, 4)))
  const file = await app.call('files.attach', { name: 'a.txt', bytes: new TextEncoder().encode('text') })
  known = [...ids, picture.id, file.id, '__proto__', 'constructor', '..', 'a'.repeat(64), crypto.randomUUID()]
  return app
}

/** Answered by Electron alone, or not before the user acts. */
const notHere: ReadonlySet<string> = new Set(['app.facts', 'quick.presses', 'quick.hotkey'])
const definitions = Object.entries(contract).filter(([name]) => !notHere.has(name))

const input = fc.constantFrom(...definitions).chain(([name, { input }]) =>
  fc.record({
    name: fc.constant(name),
    input: inputFor(input as z.ZodType, () => known),
    changes: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: edits }),
  }),
)

/** The first frame of a stream; null where it only waits. The page leaves it then, whatever it does. */
const firstFrame = (open: (port: PagePort) => void): Promise<Frame<unknown> | null> =>
  new Promise((resolve) => {
    const listeners: (() => void)[] = []
    const leave = (frame: Frame<unknown> | null) => {
      clearTimeout(waits)
      for (const listener of listeners) listener()
      resolve(frame)
    }
    const waits = setTimeout(leave, 300, null)
    open({
      postMessage: leave,
      onClose: (listener) => listeners.push(listener),
      close: () => leave(null),
    })
  })

fuzz('whatever a page asks, the answer is never a bug', {
  input,
  check: async ({ name, input, changes }) => {
    const { router } = await running()
    const given = edited(input, changes)
    if (contract[name as keyof typeof contract].kind === 'call') {
      const reply = await router.call({ windowId: 1 }, name, given)
      expect(reply).not.toMatchObject({ failure: { code: 'internal' } })
      return
    }
    const frame = await firstFrame((port) => router.open({ windowId: 1 }, name, given, port))
    expect(frame).not.toMatchObject({ failure: { code: 'internal' } })
  },
  rounds: { slice: 300, long: 12_000 },
  limitMs: 20_000,
})
