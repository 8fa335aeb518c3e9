import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import type { LookResult, SyncHostMethod } from '@shared/ipc/syncHost'
import type { AppEvent } from '@shared/model/events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Emitter } from '../../../../src/main/lib/Emitter'
import { Secrets } from '../../../../src/main/security/Secrets'
import { Sync } from '../../../../src/main/sync/Sync'
import { SyncFile } from '../../../../src/main/sync/SyncFile'
import { SyncSecrets } from '../../../../src/main/sync/SyncSecrets'
import { ManualTimers } from '../../../fakes/manualTimers'
import { MemorySettingsFile } from '../../../fakes/memorySettingsFile'

const found: LookResult = {
  sentPacks: 1,
  takenRecords: 0,
  hasMore: false,
  devices: [],
  massDeletion: null,
  secret: null,
}
const access = {
  place: { type: 'webdav', address: 'https://dav.example/me', user: 'me' },
  password: 'pass',
} as const

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-sync-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Main's part on real files, with the host's answers as the test gives them. */
const start = ({ settings = new MemorySettingsFile('{}'), hasKeyring = true } = {}) => {
  const timers = new ManualTimers()
  const asked: (readonly [SyncHostMethod, unknown])[] = []
  const answers: Partial<Record<SyncHostMethod, () => unknown>> = {
    look: () => ({ isEmpty: false }),
    create: () => ({ words: 'six words', secret: 'the secret' }),
    unlock: () => ({ secret: 'the secret' }),
    round: () => found,
  }
  const done: string[] = []
  let waiting = 0
  const backups = { fail: null as AppError | null, made: Promise.resolve() }
  const given = { onClose: () => {} }
  const moments = new Set<() => void>()
  const vault = {
    isAvailable: async () => hasKeyring,
    backend: () => 'test',
    encrypt: async (secret: string) => Buffer.from(secret).reverse(),
    decrypt: async (bytes: Uint8Array) => Buffer.from(bytes).reverse().toString(),
    allowWeak: () => {},
  }
  const sync = new Sync({
    file: new SyncFile(join(folder, 'sync.json')),
    secrets: new SyncSecrets(new Secrets(vault, settings, () => false)),
    host: {
      get isBusy() {
        return waiting > 0
      },
      call: (async (method: SyncHostMethod, input: unknown) => {
        asked.push([method, input])
        waiting += 1
        try {
          return await answers[method]?.()
        } finally {
          waiting -= 1
        }
      }) as never,
      close: async () => {
        done.push('host closed')
        given.onClose()
      },
    },
    library: {
      endSync: async () => void done.push('sync ended'),
      countUnsent: async () => 2,
      settleDeletions: async () => {},
    },
    arrived: { add: () => {} },
    events: new Emitter<AppEvent>(),
    backUp: async () => {
      if (backups.fail) throw backups.fail
      await backups.made
      done.push('backed up')
    },
    proxyTo: async () => 'http://proxy.example',
    folder: { path: join(folder, 'sync'), remove: async () => void done.push('folder removed') },
    isFocused: () => true,
    watchMoments: (listener) => {
      moments.add(listener)
      return () => moments.delete(listener)
    },
    deviceName: () => 'Desk',
    appVersion: '1.2.3',
    now: () => 5_000,
    timers,
  })
  /** The next look begins; resolves when it has come to its end. */
  const look = async () => {
    timers.fire()
    while (sync.isLooking) await new Promise((resolve) => setImmediate(resolve))
  }
  const status = () => {
    if (sync.status.type === 'off') throw new Error('It is off')
    return sync.status
  }
  return { sync, timers, asked, answers, done, moments, settings, look, status, backups, given }
}

test('off, it reads one file that is not there, and waits for nothing', () => {
  const { sync, timers, asked, moments } = start()
  sync.opened()
  sync.heard({ noted: true })
  expect(sync.status).toEqual({ type: 'off' })
  expect([timers.count, asked.length, moments.size]).toEqual([0, 0, 0])
})

test('started, it looks at once; password and keys are with the secrets and nowhere else', async () => {
  const { sync, asked, settings, look, status, done } = start()
  expect(await sync.start(access)).toEqual({ words: 'six words' })
  await look()
  expect(asked.map(([method]) => method)).toEqual(['create', 'round'])
  expect(asked[1]?.[1]).toMatchObject({
    secret: 'the secret',
    password: 'pass',
    proxy: 'http://proxy.example',
  })
  expect(status()).toMatchObject({ activity: 'resting', problem: null, inStepAt: 5_000, lastSentAt: 5_000 })
  expect(status().unsentChanges).toBe(2)
  // The process that opened the key by its words is not the one that looks.
  expect(done).toEqual(['host closed', 'sync ended', 'folder removed'])
  for (const text of [readFileSync(join(folder, 'sync.json'), 'utf8'), JSON.stringify(settings.read())]) {
    expect(text).not.toContain('the secret')
    expect(text).not.toContain('six words')
    expect(text).not.toMatch(/"pass"/)
  }
})

test('joining makes a backup before the first look, also after a quit that came between', async () => {
  const first = start()
  await first.sync.join(access, 'their words')
  expect(first.status()).toMatchObject({ isJoining: true })
  await first.sync.close()
  expect(first.done).not.toContain('backed up')

  const { sync, look, status, done, asked } = start({ settings: first.settings })
  sync.opened()
  await look()
  expect(done).toEqual(['backed up'])
  expect(asked.map(([method]) => method)).toEqual(['round'])
  expect(status().isJoining).toBe(false)
  await look()
  expect(done).toEqual(['backed up'])
})

test('a backup that came to its end after a stop is not made again by going on', async () => {
  const { sync, look, status, done, backups, timers } = start()
  await sync.join(access, 'their words')
  let end = () => {}
  backups.made = new Promise((resolve) => {
    end = resolve
  })
  timers.fire()
  await new Promise((resolve) => setImmediate(resolve))
  await sync.stop()
  end()
  while (sync.isLooking) await new Promise((resolve) => setImmediate(resolve))
  expect(status()).toMatchObject({ isJoining: true, isStopped: true, problem: null })
  await sync.now()
  await look()
  expect(status().isJoining).toBe(false)
  expect(done.filter((each) => each === 'backed up')).toHaveLength(1)
})

test('a backup that fails keeps everything of others out', async () => {
  const { sync, look, status, asked, backups } = start()
  await sync.join(access, 'their words')
  backups.fail = new AppError('library/no-room')
  await look()
  expect(status()).toMatchObject({ problem: 'disk-full', isJoining: true })
  expect(asked.map(([method]) => method)).toEqual(['unlock'])
})

test('what fails says why, and when it is tried again; what only the user mends is not', async () => {
  const { sync, look, status, answers, timers } = start()
  await sync.start(access)
  answers.round = () => {
    throw new AppError('sync/place', 'Full', { problem: 'busy', retryAfterMs: 90_000 })
  }
  await look()
  expect(status()).toMatchObject({ problem: 'busy', nextTryAt: 5_000 + 90_000, inStepAt: null })
  answers.round = () => {
    throw new AppError('sync/place', 'No', { problem: 'sign-in' })
  }
  await look()
  expect(status()).toMatchObject({ problem: 'sign-in', nextTryAt: null })
  expect(timers.count).toBe(0)
  answers.round = () => found
  await sync.changePlace({ ...access, password: 'the right one' })
  await look()
  expect(status().problem).toBeNull()
})

test('stopped, nothing waits and no process runs; also after the next start', async () => {
  const { sync, look, status, timers, done, moments, settings } = start()
  await sync.start(access)
  await look()
  await sync.stop()
  expect(status()).toMatchObject({ isStopped: true, activity: 'resting' })
  expect([timers.count, moments.size]).toEqual([0, 0])
  expect(done.filter((each) => each === 'host closed')).toHaveLength(2)
  const next = start({ settings })
  next.sync.opened()
  expect(next.timers.count).toBe(0)
  await next.sync.now()
  await next.look()
  expect(next.status()).toMatchObject({ isStopped: false, inStepAt: 5_000 })
})

test('when the network is back a look that failed is made again, but none after a stop', async () => {
  const { sync, look, status, answers, asked, timers } = start()
  sync.networkIsBack()
  expect(timers.count).toBe(0)
  await sync.start(access)
  answers.round = () => {
    throw new AppError('sync/place', 'Away', { problem: 'unreachable' })
  }
  for (let times = 0; times < 5; times += 1) await look()
  expect(timers.delays).toEqual([80_000])
  answers.round = () => found
  sync.networkIsBack()
  expect(timers.delays).toEqual([5_000])
  await look()
  expect(status()).toMatchObject({ problem: null, inStepAt: 5_000 })
  await sync.stop()
  const before = asked.length
  sync.networkIsBack()
  expect([timers.count, asked.length]).toEqual([0, before])
})

test('without a keyring the next start asks for the words, which bring it back', async () => {
  const first = start({ hasKeyring: false })
  await first.sync.start(access)
  await first.look()
  expect(first.status().problem).toBeNull()
  await first.sync.close()
  const { sync, look, status } = start({ settings: first.settings, hasKeyring: false })
  sync.opened()
  await look()
  expect(status().problem).toBe('no-keyring')
  await sync.changePlace(access)
  await sync.enterWords('six words')
  await look()
  expect(status().problem).toBeNull()
})

test('leaving takes away all but the history', async () => {
  const { sync, look, done, settings, timers } = start()
  await sync.start(access)
  await look()
  done.length = 0
  await sync.leave()
  expect(sync.status).toEqual({ type: 'off' })
  expect(done).toEqual(['host closed', 'sync ended', 'folder removed'])
  expect(settings.read().secrets).toEqual({})
  expect(timers.count).toBe(0)
  const next = start({ settings })
  next.sync.opened()
  expect(next.sync.status).toEqual({ type: 'off' })
})

test('a place that was only looked into leaves no process; another question is not cut off by that', async () => {
  const { sync, answers, done } = start()
  let answer = (_: unknown) => {}
  answers.create = () =>
    new Promise((resolve) => {
      answer = resolve
    })
  const starting = sync.start(access)
  await new Promise((resolve) => setImmediate(resolve))
  expect(await sync.look(access)).toEqual({ isEmpty: false })
  expect(done).toEqual([])
  answer({ words: 'six words', secret: 'the secret' })
  expect(await starting).toEqual({ words: 'six words' })
  await sync.leave()
  done.length = 0
  await sync.look(access)
  expect(done).toEqual(['host closed'])
})

test('a device is removed under a new key, which the next look goes by; one that another chose is kept too', async () => {
  const { sync, look, asked, answers } = start()
  await sync.start(access)
  answers.removeDevice = () => ({ words: 'new words', secret: 'the second secret' })
  expect(await sync.removeDevice('them')).toEqual({ words: 'new words' })
  answers.round = () => ({ ...found, secret: 'the third secret' })
  await look()
  await look()
  const secrets = asked.flatMap(([method, input]) =>
    method === 'round' ? [(input as { readonly secret: string }).secret] : [],
  )
  expect(secrets).toEqual(['the second secret', 'the third secret'])
})

test('neither a server that does not answer nor a long backup holds up the end', async () => {
  const first = start()
  await first.sync.start(access)
  let fail = (_: unknown) => {}
  first.answers.round = () =>
    new Promise((_resolve, reject) => {
      fail = reject
    })
  first.given.onClose = () => fail(new AppError('cancelled'))
  first.timers.fire()
  while (first.asked.length < 2) await new Promise((resolve) => setImmediate(resolve))
  await first.sync.stop()
  expect(first.status()).toMatchObject({ isStopped: true, activity: 'resting', problem: null })
  await first.sync.leave()

  const second = start()
  await second.sync.join(access, 'their words')
  second.backups.made = new Promise(() => {})
  second.timers.fire()
  await new Promise((resolve) => setImmediate(resolve))
  expect(second.status().activity).toBe('backing-up')
  await second.sync.close()
})
