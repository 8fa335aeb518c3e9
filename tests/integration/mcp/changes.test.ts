import type { ServerSecrets } from '@shared/model/toolServer'
import { expect, test } from 'vitest'
import { everything } from './builtHost'
import { add, agree, broken, of, serversPlace, stdio, untilState } from './serversPlace'

const { start } = serversPlace()
const signal = new AbortController().signal

test('values for variables that the user did not agree to are refused, and reach no server', async () => {
  const { servers } = start()
  const address = stdio([broken, 'fine'], ['TOKEN'])
  const id = await add(servers, 'Work', address, { TOKEN: 'a' })
  const strange: readonly ServerSecrets[] = [
    { NODE_OPTIONS: '--import data:text/javascript,1' },
    { TOKEN: 'b', OTHER: 'c' },
  ]
  for (const secrets of strange)
    await expect(servers.change(id, { name: 'Work', address, secrets })).rejects.toMatchObject({
      code: 'secrets/other-address',
    })
  const right = { name: 'Work', address, secrets: { TOKEN: 'b' } }
  await expect(servers.change(id, right)).resolves.toBeUndefined()
  await expect(
    add(servers, 'Other', stdio([broken, 'fine']), { NODE_OPTIONS: '-e 1' }),
  ).rejects.toMatchObject({
    code: 'secrets/other-address',
  })
})

test('values that decide which code runs are part of what is agreed to', async () => {
  const { servers, settings } = start()
  const address = stdio([everything, 'stdio'], ['NODE_OPTIONS', 'TOKEN'])
  const id = await add(servers, 'Everything', address, { NODE_OPTIONS: '--no-deprecation', TOKEN: 'a' })
  expect(of(servers, id).address).toMatchObject({
    env: ['TOKEN'],
    steering: { NODE_OPTIONS: '--no-deprecation' },
  })
  await agree(servers, id)
  await untilState(servers, id, 'ready')
  const outcome = await servers.call(id, 'get-env', {}, signal)
  expect(JSON.stringify(outcome.content)).toContain('--no-deprecation')
  const [server] = settings.get().toolServers
  if (server?.address.type !== 'stdio') throw new Error('The server is there')
  const changed = { ...server.address, steering: { NODE_OPTIONS: '--import data:text/javascript,1' } }
  settings.update({ toolServers: [{ ...server, address: changed }] })
  expect(of(servers, id).state).toEqual({ type: 'needs-consent' })
})

test('a changed command is agreed to anew and gets no value of before; a name or a value changes nothing else', async () => {
  const { servers } = start()
  const address = stdio([everything, 'stdio'], ['TOKEN'])
  const id = await add(servers, 'Everything', address, { TOKEN: 'the-old-token' })
  await agree(servers, id)
  await untilState(servers, id, 'ready')
  const tokenOf = async () => JSON.stringify((await servers.call(id, 'get-env', {}, signal)).content)
  await servers.change(id, { name: 'Anything', address, secrets: {} })
  expect(of(servers, id)).toMatchObject({ name: 'Anything', state: { type: 'ready', isRunning: false } })
  expect(await tokenOf()).toContain('the-old-token')
  await servers.change(id, { name: 'Anything', address, secrets: { TOKEN: 'the-new-token' } })
  expect(await tokenOf()).toContain('the-new-token')
  // One more variable of the same program: what it has stays.
  const more = stdio([everything, 'stdio'], ['TOKEN', 'PLACE'])
  await servers.change(id, { name: 'Anything', address: more, secrets: { PLACE: 'here' } })
  expect(of(servers, id).state).toEqual({ type: 'needs-consent' })
  await agree(servers, id)
  await untilState(servers, id, 'ready')
  expect(await tokenOf()).toMatch(/the-new-token[\s\S]*here|here[\s\S]*the-new-token/)
  const other = stdio([everything, 'stdio', '--other'], ['TOKEN'])
  await servers.change(id, { name: 'Anything', address: other, secrets: {} })
  expect(of(servers, id).state).toEqual({ type: 'needs-consent' })
  await agree(servers, id)
  await untilState(servers, id, 'ready')
  expect(await tokenOf()).not.toContain('the-new-token')
})

test('a file that the user chose is started in place of what was not found, once it is agreed to', async () => {
  const { servers } = start()
  const address = { ...stdio([everything, 'stdio'], ['TOKEN']), command: 'no-such-node' }
  const id = await add(servers, 'Everything', address, { TOKEN: 'the-token' })
  await agree(servers, id)
  await untilState(servers, id, 'failed')
  await servers.startFile(id, process.execPath)
  expect(of(servers, id)).toMatchObject({
    address: { command: process.execPath },
    state: { type: 'needs-consent' },
  })
  await agree(servers, id)
  await untilState(servers, id, 'ready')
  const { content } = await servers.call(id, 'get-env', {}, signal)
  expect(JSON.stringify(content)).toContain('the-token')
})
