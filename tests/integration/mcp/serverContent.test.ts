import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AppEvent } from '@shared/model/events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readContents } from '../../../src/library/attachments/readContents'
import { Emitter } from '../../../src/main/lib/Emitter'
import { OffersFile } from '../../../src/main/mcp/OffersFile'
import { ServerContent } from '../../../src/main/mcp/ServerContent'
import { ServerQuestions } from '../../../src/main/mcp/ServerQuestions'
import { ServerSecretsKeeper } from '../../../src/main/mcp/ServerSecretsKeeper'
import { ToolServers } from '../../../src/main/mcp/ToolServers'
import { Secrets } from '../../../src/main/security/Secrets'
import { SettingsStore } from '../../../src/main/settings/SettingsStore'
import { MemorySettingsFile } from '../../fakes/memorySettingsFile'
import { everything, hostPlace, until } from './builtHost'

// Prompts and resources of a real server, as the user asks with them.

const place = hostPlace()
const vault = {
  isAvailable: async () => true,
  backend: () => 'test',
  encrypt: async (secret: string) => Buffer.from(secret),
  decrypt: async (bytes: Uint8Array) => Buffer.from(bytes).toString(),
  allowWeak: () => {},
}

let folder: string
let file: MemorySettingsFile
let running: ToolServers[]
let attached: { readonly name: string; readonly text: string }[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-content-'))
  file = new MemorySettingsFile('{}')
  running = []
  attached = []
})
afterEach(async () => {
  for (const servers of running) await servers.close()
  rmSync(folder, { recursive: true, force: true })
})

const offersPath = () => join(folder, 'tool-servers.json')

/** What attaches reads files as the library does, and keeps none. */
const attach = async ({ name, bytes }: { readonly name: string; readonly bytes: Uint8Array }) => {
  const { kind, text } = await readContents(bytes)
  attached.push({ name, text: new TextDecoder().decode(bytes) })
  return {
    id: `${attached.length}`,
    kind,
    name,
    mediaType: 'text/plain',
    byteLength: bytes.byteLength,
    characters: text.length,
    width: 0,
    height: 0,
  }
}

const start = () => {
  const events = new Emitter<AppEvent>()
  const settings = new SettingsStore(file, events)
  const servers = new ToolServers({
    settings,
    secrets: new ServerSecretsKeeper(new Secrets(vault, file, () => false)),
    offers: new OffersFile(offersPath()),
    events,
    spawn: place.spawn,
    openOutside: async () => {},
    proxyTo: async () => null,
    questions: new ServerQuestions({ events, openOutside: async () => {}, newId: () => 'question' }),
    now: () => 1_000,
    newId: () => 'server-1',
  })
  running.push(servers)
  return { servers, content: new ServerContent(servers) }
}

/** Everything is set up and was connected once, in an earlier run of the app. */
const connectedBefore = async () => {
  const { servers } = start()
  const id = await servers.add({
    name: 'Everything',
    address: { type: 'stdio', command: process.execPath, args: [everything, 'stdio'], env: [], cwd: null },
    secrets: {},
  })
  await servers.setOn(id, true, servers.list()[0]?.fingerprint ?? '')
  await until(() => servers.offers().length > 0)
  await servers.close()
  return id
}

test('prompts and resources are listed without starting a server, which starts when one is taken', async () => {
  const id = await connectedBefore()
  const starts = place.starts
  const { content } = start()
  const [offered] = content.prompts()
  expect(offered).toMatchObject({ serverId: id, serverName: 'Everything', prefix: 'everything' })
  expect(offered?.prompts.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['simple-prompt', 'args-prompt', 'completable-prompt', 'resource-prompt']),
  )
  expect(offered?.prompts.find(({ name }) => name === 'args-prompt')?.arguments).toMatchObject([
    { name: 'city', isRequired: true },
    { name: 'state', isRequired: false },
  ])
  const [resources] = content.resources()
  expect(resources?.resources.length).toBeGreaterThan(0)
  expect(resources?.templates.length).toBeGreaterThan(0)
  expect(place.starts).toBe(starts)

  const draft = await content.takePrompt(id, 'args-prompt', { city: 'Rome' }, attach)
  expect(draft.text).toContain('Rome')
  expect(draft.attachments).toEqual([])
  expect(place.starts).toBe(starts + 1)
})

test('values are suggested, in the light of what was given for the others', async () => {
  const id = await connectedBefore()
  const { content } = start()
  const completed = { type: 'prompt', name: 'completable-prompt' } as const
  const departments = await content.complete(id, completed, { name: 'department', value: '', others: {} })
  expect(departments).toContain('Engineering')
  const names = (department: string) =>
    content.complete(id, completed, { name: 'name', value: '', others: { department } })
  expect(await names('Engineering')).not.toEqual(await names('Sales'))
  expect(await names('Engineering')).not.toEqual([])
})

test('a resource in a prompt goes along as a file, and the words stay', async () => {
  const id = await connectedBefore()
  const { content } = start()
  const draft = await content.takePrompt(
    id,
    'resource-prompt',
    { resourceType: 'Text', resourceId: '1' },
    attach,
  )
  expect(draft.text).not.toBe('')
  expect(draft.attachments).toMatchObject([{ kind: 'text' }])
  expect(attached[0]?.text).toContain('Resource 1')
})

test('a resource, and one of a template, becomes an attachment; one that is not there is a failure', async () => {
  const id = await connectedBefore()
  const { content } = start()
  const [offered] = content.resources()
  const uri = offered?.resources[0]?.uri ?? ''
  expect(await content.attachResource(id, uri, attach)).toMatchObject([{ kind: 'text' }])
  const template = offered?.templates.find(({ uriTemplate }) => uriTemplate.includes('text'))
  const filled = template?.uriTemplate.replace(/\{[^}]*\}/, '3') ?? ''
  expect(await content.attachResource(id, filled, attach)).toHaveLength(1)
  expect(attached.at(-1)?.text).toContain('Resource 3')
  await expect(content.attachResource(id, 'demo://nothing/here', attach)).rejects.toMatchObject({
    code: 'toolServer/failed',
  })
  await expect(content.takePrompt(id, 'no such prompt', {}, attach)).rejects.toMatchObject({
    code: 'toolServer/failed',
  })
})

test('a file of offers from before prompts were kept is read for its tools', async () => {
  await connectedBefore()
  const written = JSON.parse(readFileSync(offersPath(), 'utf8'))
  const old = Object.fromEntries(
    Object.entries(written as Record<string, { fingerprint: string; tools: unknown }>).map(
      ([id, { fingerprint, tools }]) => [id, { fingerprint, tools }],
    ),
  )
  writeFileSync(offersPath(), JSON.stringify(old))
  const { servers, content } = start()
  expect(content.prompts()).toEqual([])
  expect(servers.offered()[0]?.tools.length).toBeGreaterThan(0)
})
