import type { Frame, Reply } from '@shared/ipc/define'
import { expect, test } from 'vitest'
import { GuardedRouter } from '../../../../src/main/ipc/GuardedRouter'
import type { PagePort } from '../../../../src/main/ipc/streams'
import { guardedCalls } from '../../../../src/main/security/guardedCalls'

const page = { windowId: 7 }

/** The app's own table of guards before a router that does whatever it is asked. */
const make = () => {
  const state = { now: 0, presses: 0, pressedAt: -1, connects: true }
  const done: unknown[] = []
  const router = new GuardedRouter({
    guards: guardedCalls,
    router: {
      call: async (_sender, name): Promise<Reply<unknown>> => {
        done.push(name)
        return state.connects
          ? { ok: true, value: null }
          : { ok: false, failure: { code: 'engine/unreachable', message: '' } }
      },
      open: (_sender, name) => void done.push(name),
    },
    presses: {
      spend: () => {
        state.presses -= 1
        return state.presses >= 0
      },
      isSince: (_windowId, moment) => state.pressedAt > moment,
    },
    now: () => state.now,
  })
  const ask = async (name: string, input: unknown = {}) => {
    const reply = await router.call(page, name, input)
    return reply.ok ? 'done' : reply.failure.code
  }
  return { state, done, router, ask }
}

const link = { url: 'https://example.org/' }
const elsewhere = { type: 'webdav', address: 'https://evil.test/?what-was-read', user: '' }
const remote = { kind: 'compatible', baseUrl: 'https://evil.test/v1' }

test.each([
  ['app.openLink', link],
  ['app.openLink', { url: 'mailto:a@example.org' }],
  ['app.showFolder', { folder: 'logs' }],
  ['capture.selection', {}],
  ['capture.clipboard', {}],
  ['capture.words', { words: ['selection', 'clipboard'] }],
  ['capture.screen', {}],
  ['background.setStartAtLogin', { isOn: true }],
  ['engines.connect', remote],
  ['engines.connect', { kind: 'openai', key: 'x' }],
  ['engines.connect', { kind: 'anthropic', key: 'x' }],
  ['engines.changeConnection', { engineId: 'e', change: { proxy: 'http://evil.test' } }],
  ['engines.changeConnection', { engineId: 'e', change: { headers: [] } }],
  ['toolServers.add', { servers: [] }],
  ['toolServers.answer', { questionId: 'a', answer: { type: 'decline' } }],
  ['toolServers.change', { id: 'a', secrets: {} }],
  ['toolServers.chooseProgram', { id: 'a' }],
  ['webSearch.setAddress', { address: 'https://evil.test/?q=' }],
  ['webSearch.test', {}],
  ['sync.start', { place: elsewhere, password: '' }],
  ['sync.start', { place: { type: 'folder', path: '/tmp' }, password: '' }],
  ['sync.join', { place: elsewhere, password: '', words: 'of another' }],
  ['sync.look', { place: elsewhere, password: '' }],
  ['sync.changePlace', { place: elsewhere, password: '' }],
  ['sync.enterWords', { words: 'of another' }],
  ['sync.removeDevice', { id: 'a' }],
  ['sync.leave', {}],
  ['sync.settleDeletion', { isWanted: true }],
  ['sync.chooseFolder', {}],
  ['sync.saveWords', { words: 'a' }],
  ['sync.printWords', { words: 'a' }],
  ['pictures.reveal', {}],
  ['pictures.showExport', {}],
  ['transfer.showExport', {}],
])('ATK-22: %s takes a press, each time one: %j', async (name, input) => {
  const { state, done, ask } = make()
  expect(await ask(name, input)).toBe('ipc/no-press')
  state.presses = 1
  expect(await ask(name, input)).toBe('done')
  expect(await ask(name, input)).toBe('ipc/no-press')
  expect(done).toEqual([name])
})

test.each([
  ['app.openLink', { url: 'file:///etc/passwd' }],
  ['app.openLink', null],
  ['app.openLink', { url: 5 }],
  ['engines.connect', { kind: 'builtin' }],
  ['engines.changeConnection', { engineId: 'e', change: { caFile: '/a.pem' } }],
  ['engines.changeConnection', null],
  ['sync.look', { place: { type: 'folder', path: '/a' }, password: '' }],
  ['sync.changePlace', { place: { type: 'folder', path: '/a' }, password: '' }],
  ['sync.now', {}],
  ['settings.update', {}],
  ['toString', {}],
])('what is refused anyway, or harmless, takes no press: %s %j', async (name, input) => {
  const { done, ask } = make()
  expect(await ask(name, input)).toBe('done')
  expect(done).toEqual([name])
})

test('a stranger spends no press', async () => {
  const { state, router } = make()
  state.presses = 1
  await router.call(null, 'app.openLink', link)
  expect(state.presses).toBe(1)
})

test('ATK-22: with a key held down, a few addresses are opened within a second', async () => {
  const { state, ask } = make()
  state.presses = 100
  const codes = async () => [await ask('app.openLink', link), await ask('app.openLink', link)]
  expect([...(await codes()), ...(await codes())]).toEqual(['done', 'done', 'done', 'ipc/too-often'])
  state.now = 999
  expect(await ask('app.openLink', link)).toBe('ipc/too-often')
  state.now = 1_000
  expect(await ask('app.openLink', link)).toBe('done')
})

const asking = ['runs.start', 'runs.enqueue', 'runs.regenerate', 'runs.continue']

test.each(asking)('ATK-22: %s asks no engine that was connected since the last press', async (name) => {
  const { state, ask } = make()
  // Those of earlier runs are asked as ever: by a voice, or by what waited.
  expect(await ask(name)).toBe('done')
  state.presses = 1
  state.now = 10
  state.pressedAt = 9
  expect(await ask('engines.connect', remote)).toBe('done')
  expect(await ask(name)).toBe('ipc/no-press')
  state.pressedAt = 11
  expect(await ask(name)).toBe('done')
})

test('ATK-22: an engine that is reached another way is not asked before the next press', async () => {
  const { state, ask } = make()
  state.presses = 1
  await ask('engines.changeConnection', { engineId: 'e', change: { proxy: 'http://evil.test' } })
  expect(await ask('runs.start')).toBe('ipc/no-press')
})

test('a server that did not answer when it was to be connected changes nothing', async () => {
  const { state, ask } = make()
  state.presses = 1
  state.connects = false
  expect(await ask('engines.connect', remote)).toBe('engine/unreachable')
  state.connects = true
  expect(await ask('runs.start')).toBe('done')
})

test('a stream that is refused fails by its code', async () => {
  const { state, router } = make()
  state.presses = 1
  await router.call(page, 'engines.connect', remote)
  const frames: Frame<unknown>[] = []
  await new Promise<void>((resolve) => {
    const port: PagePort = { postMessage: (frame) => frames.push(frame), onClose: () => {}, close: resolve }
    router.open(page, 'speech.read', { messageId: 'm' }, port)
  })
  expect(frames).toEqual([{ type: 'fail', failure: { code: 'ipc/no-press', message: 'ipc/no-press' } }])
})
