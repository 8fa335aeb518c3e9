import type { Assistant } from '@shared/model/assistant'
import type { AppEvent } from '@shared/model/events'
import { type Settings, settingsSchema } from '@shared/model/settings'
import { afterEach, expect, test } from 'vitest'
import { exchangeDocuments } from '../../../../src/library/sync/documents'
import { endSync } from '../../../../src/library/sync/schema'
import { Emitter } from '../../../../src/main/lib/Emitter'
import { defaultAssistants } from '../../../../src/main/settings/defaultAssistants'
import { SettingsStore } from '../../../../src/main/settings/SettingsStore'
import { SharedSettings } from '../../../../src/main/sync/SharedSettings'
import { MemorySettingsFile } from '../../../fakes/memorySettingsFile'
import { SyncDevice, settle } from './SyncDevice'

/** A machine: its settings, and the library that tells of them. */
class Machine {
  readonly settings: SettingsStore
  readonly shared: SharedSettings
  updates = 0

  constructor(
    readonly device: SyncDevice,
    before: Partial<Settings> = {},
  ) {
    const events = new Emitter<AppEvent>()
    this.settings = new SettingsStore(
      new MemorySettingsFile(JSON.stringify(before)),
      events,
      defaultAssistants,
    )
    events.subscribe(() => {
      this.updates += 1
    })
    this.shared = new SharedSettings({
      library: { exchangeDocuments: async (input) => exchangeDocuments(this.device.database, input) },
      settings: this.settings,
      originals: defaultAssistants,
    })
  }

  get assistants(): readonly Assistant[] {
    return this.settings.get().assistants ?? []
  }

  named(id: string): Assistant | undefined {
    return this.assistants.find((each) => each.id === id)
  }

  change(id: string, change: Partial<Assistant>): void {
    this.settings.update({
      assistants: this.assistants.map((each) => (each.id === id ? { ...each, ...change } : each)),
    })
  }
}

let machines: Machine[] = []
afterEach(() => {
  for (const { device } of machines) device.close()
  machines = []
})

const makeMachines = (first: Partial<Settings> = {}, second: Partial<Settings> = {}) => {
  let time = 1_000_000
  const now = () => {
    time += 7
    return time
  }
  const made = [
    new Machine(new SyncDevice('a', now), first),
    new Machine(new SyncDevice('b', now), second),
  ] as const
  machines = [...made]
  return made
}
const exchange = async () => {
  for (let round = 0; round < 3; round += 1) {
    for (const { shared } of machines) await shared.exchange()
    settle(machines.map(({ device }) => device))
  }
}
const own = (id: string, more: Partial<Assistant> = {}): Assistant => ({
  id,
  name: `Name of ${id}`,
  symbol: '',
  systemPrompt: `Be ${id}`,
  ...more,
})

test('assistants and memory become one on all machines, and what is at rest is not written again', async () => {
  const [a, b] = makeMachines(
    { assistants: [own('mine', { engineId: 'server:here', model: 'm', temperature: 0.5 })] },
    { memory: [{ id: 'f', text: 'Likes kites', assistantId: null }] },
  )
  await exchange()
  expect(b.named('mine')).toEqual(own('mine', { engineId: 'server:here', model: 'm', temperature: 0.5 }))
  expect(a.settings.get().memory).toEqual([{ id: 'f', text: 'Likes kites', assistantId: null }])
  expect(a.assistants).toEqual(b.assistants)
  const before = [a.updates, b.updates]
  await exchange()
  expect([a.updates, b.updates]).toEqual(before)
  expect(a.device.ids('SELECT id FROM sync_unsent')).toEqual([])
})

test('two machines with the app’s own assistants keep what the user made of one', async () => {
  const mine = defaultAssistants.map((each) => (each.id === 'general' ? { ...each, name: 'Mine' } : each))
  const [a, b] = makeMachines({ assistants: mine })
  await exchange()
  expect(a.assistants).toEqual(mine)
  expect(b.assistants).toEqual(mine)
})

test('fields changed on two machines come together; what is deleted goes, unless it was changed meanwhile', async () => {
  const [a, b] = makeMachines({ assistants: [own('x'), own('y'), own('z')] }, { assistants: [] })
  await exchange()
  a.change('x', { name: 'New name' })
  b.change('x', { voice: 'onyx' })
  a.settings.update({ assistants: a.assistants.filter(({ id }) => id === 'x') })
  b.change('z', { name: 'Still wanted' })
  await exchange()
  for (const machine of [a, b]) {
    expect(machine.named('x')).toMatchObject({ name: 'New name', voice: 'onyx' })
    expect(machine.named('y')).toBeUndefined()
    expect(machine.named('z')).toMatchObject({ name: 'Still wanted', systemPrompt: 'Be z' })
  }
  b.change('x', { voice: undefined })
  await exchange()
  expect(a.named('x')?.voice).toBeUndefined()
})

test('their order is the user’s', async () => {
  const [a, b] = makeMachines({ assistants: [own('x'), own('y'), own('z')] }, { assistants: [] })
  await exchange()
  const ids = (machine: Machine) => machine.assistants.map(({ id }) => id)
  b.settings.update({ assistants: ['z', 'x', 'y'].flatMap((id) => b.named(id) ?? []) })
  a.settings.update({ assistants: [...a.assistants, own('last')] })
  await exchange()
  expect(ids(a)).toEqual(ids(b))
  expect(ids(a).filter((id) => id !== 'last')).toEqual(['z', 'x', 'y'])
})

test('more than fit wait, and none is lost', async () => {
  const many = (name: string) => Array.from({ length: 150 }, (_, at) => own(`${name}${at}`))
  const [a, b] = makeMachines({ assistants: many('a') }, { assistants: many('b') })
  await exchange()
  expect([a.assistants.length, b.assistants.length]).toEqual([200, 200])
  // Each machine still has all of its own.
  expect(a.assistants.filter(({ id }) => id.startsWith('a'))).toHaveLength(150)
  a.settings.update({ assistants: a.assistants.filter(({ id }) => !/^a/.test(id)) })
  await exchange()
  await exchange()
  for (const machine of [a, b])
    expect(machine.assistants.map(({ id }) => id).sort()).toEqual(
      many('b')
        .map(({ id }) => id)
        .sort(),
    )
})

test('a settings file that was written before the library had it is not taken for the user’s change', async () => {
  const [a, b] = makeMachines({ assistants: [own('x')] }, { assistants: [] })
  await exchange()
  b.change('x', { name: 'From b' })
  await b.shared.exchange()
  settle(machines.map(({ device }) => device))
  // It came into the library of `a`, which ended before its settings had it.
  const again = new Machine(a.device, { assistants: [own('x')] })
  await again.shared.exchange()
  expect(again.named('x')?.name).toBe('From b')
  expect(a.device.ids('SELECT id FROM sync_unsent')).toEqual([])
})

test('a field and a document of a later version stay as they came', async () => {
  const [a, b] = makeMachines({ assistants: [own('x')] }, { assistants: [] })
  await exchange()
  const { documents } = { documents: [{ id: 'x', fields: { ...own('x'), mood: 'calm', temperature: 99 } }] }
  exchangeDocuments(a.device.database, {
    kind: 'assistant',
    documents: documents.map(({ id, fields: { id: _, ...fields } }) => ({ id, fields })),
    most: 200,
  })
  settle(machines.map(({ device }) => device))
  await b.shared.exchange()
  expect(b.named('x')).toEqual(own('x'))
  b.change('x', { name: 'Changed' })
  await b.shared.exchange()
  settle(machines.map(({ device }) => device))
  expect(a.device.database.get("SELECT fields FROM sync_documents WHERE id = 'x'")?.fields).toContain(
    '"mood":"calm"',
  )
})

test('with sync off nothing is compared', async () => {
  const [a] = makeMachines({ assistants: [own('x')] })
  endSync(a.device.database)
  await a.shared.exchange()
  expect(a.updates).toBe(0)
})

test('each setting travels or never does', () => {
  const travels = ['assistants', 'memory']
  const never = Object.keys(settingsSchema.shape).filter((name) => !travels.includes(name))
  // A new setting has to be put on one of the two lists, with the user's page on sync in mind.
  expect(never.sort()).toEqual(neverTravel.slice().sort())
})

const neverTravel = [
  'sharesWithDevices',
  'welcomed',
  'engines',
  'engineId',
  'model',
  'systemPrompt',
  'streaming',
  'readAloud',
  'voice',
  'speechEngineId',
  'speechModel',
  'speechSpeed',
  'speechKeptMb',
  'microphone',
  'sendWhatWasSaid',
  'listeningEngineId',
  'transcriptionModel',
  'silenceEndsTurnMs',
  'talkingInterrupts',
  'dictationAccelerator',
  'polishDictation',
  'pictureEngineId',
  'pictureModel',
  'pictureSize',
  'pictureExport',
  'pictureQuality',
  'pictureBackground',
  'pictureFormat',
  'idleTimeoutMs',
  'firstByteTimeoutMs',
  'theme',
  'makeTitles',
  'monthlyLimitUsd',
  'blockAtLimit',
  'shortcuts',
  'allowWeakKeyStorage',
  'stayWhenClosed',
  'trayIcon',
  'muted',
  'notifyWhenAnswered',
  'quickAccelerator',
  'quickAssistantId',
  'quickEngineId',
  'quickModel',
  'quickReadAloud',
  'quickTemporary',
  'lookAccelerator',
  'memoryProposals',
  'searchHistory',
  'toolPolicies',
  'originPolicies',
  'toolVersions',
  'toolServers',
  'toolsAlwaysThere',
  'webSearch',
  'searchProvider',
  'searxngUrl',
  'lookActions',
]

test('an assistant of the app’s own can be deleted where it was met on another machine first', async () => {
  const [a, b] = makeMachines()
  await a.shared.exchange()
  settle([a.device, b.device])
  await exchange()
  b.settings.update({ assistants: b.assistants.filter(({ id }) => id !== 'general') })
  await exchange()
  expect([a.named('general'), b.named('general')]).toEqual([undefined, undefined])
})

test('settings that were lost are no deletion of everything, and get it back', async () => {
  const facts = ['one', 'two', 'three'].map((id) => ({ id, text: `Likes ${id}`, assistantId: null }))
  const [a, b] = makeMachines({ assistants: [...defaultAssistants, own('mine')], memory: facts })
  await exchange()
  expect(b.settings.get().memory).toHaveLength(3)
  const lost = new Machine(a.device)
  machines[0] = lost
  await exchange()
  expect(b.settings.get().memory).toHaveLength(3)
  expect(b.named('mine')).toBeDefined()
  expect(lost.settings.get().memory).toHaveLength(3)
  expect(lost.named('mine')).toBeDefined()
})

test('an entry of the settings that only a newer version can read is not deleted elsewhere by an older one', async () => {
  const [a, b] = makeMachines({ assistants: [...defaultAssistants, own('mine'), own('newer')] })
  await exchange()
  const older = new Machine(a.device, {
    assistants: [...defaultAssistants, own('mine'), { ...own('newer'), name: 7 as never }],
  })
  machines[0] = older
  await exchange()
  expect(b.named('newer')).toBeDefined()
})
