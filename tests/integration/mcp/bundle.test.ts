import {
  createWriteStream,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { sweepBundles, unpackBundle } from '../../../src/main/mcp/bundle'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-bundle-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const bundle = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const zip = new ZipFile()
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name)
  zip.end()
  const path = join(folder, 'server.mcpb')
  await pipeline(zip.outputStream, createWriteStream(path))
  return path
}
/** A place in a manifest that is filled in where it is unpacked. */
const blank = (name: string): string => `$\{${name}}`

test('a bundle shows the command that it would start, unpacked into a folder of its own', async () => {
  const manifest = {
    manifest_version: '0.3',
    name: 'weather',
    display_name: 'Weather',
    server: {
      type: 'node',
      mcp_config: {
        command: 'node',
        args: [`${blank('__dirname')}/server/index.js`, blank('user_config.place')],
        env: { TOKEN: blank('user_config.token'), MODE: 'calm' },
      },
    },
    user_config: { place: { type: 'string', default: 'Rome' }, token: { type: 'string', sensitive: true } },
  }
  const path = await bundle({ 'manifest.json': JSON.stringify(manifest), 'server/index.js': '// here' })
  const draft = await unpackBundle(path, join(folder, 'kept'))
  const [own = ''] = readdirSync(join(folder, 'kept'))
  const home = join(folder, 'kept', own)
  expect(draft).toEqual({
    name: 'Weather',
    address: {
      type: 'stdio',
      command: 'node',
      args: [`${home}/server/index.js`, 'Rome'],
      env: ['TOKEN', 'MODE'],
      cwd: home,
    },
    secrets: { TOKEN: '', MODE: 'calm' },
  })
  expect(readFileSync(join(home, 'server/index.js'), 'utf8')).toBe('// here')
})

test.each([
  ['no manifest', { 'server.js': '' }],
  ['a manifest that is no JSON', { 'manifest.json': '{' }],
  ['a manifest without a command', { 'manifest.json': '{"name": "x", "server": {"mcp_config": {}}}' }],
])('a bundle with %s is refused and leaves nothing', async (_what, files) => {
  const path = await bundle(files)
  await expect(unpackBundle(path, join(folder, 'kept'))).rejects.toMatchObject({
    code: 'toolServer/unreadable',
  })
  expect(existsSync(join(folder, 'kept')) ? readdirSync(join(folder, 'kept')) : []).toEqual([])
})

test('a file that would lie outside of the folder, and what is no archive, are refused', async () => {
  const path = await bundle({ 'manifest.json': '{}', 'xx/yy/evil.js': 'bad' })
  const bytes = readFileSync(path)
  const slipped = Buffer.from(bytes.toString('latin1').replaceAll('xx/yy/evil.js', '../../evil.js'), 'latin1')
  writeFileSync(path, slipped)
  await expect(unpackBundle(path, join(folder, 'kept', 'deep'))).rejects.toMatchObject({
    code: 'toolServer/unreadable',
  })
  expect(existsSync(join(folder, 'kept', 'evil.js'))).toBe(false)
  expect(existsSync(join(folder, 'evil.js'))).toBe(false)
  writeFileSync(path, 'no archive')
  await expect(unpackBundle(path, dirname(path))).rejects.toMatchObject({ code: 'toolServer/unreadable' })
})

test('what was unpacked and belongs to no server is removed', async () => {
  const manifest = { name: 'x', server: { mcp_config: { command: 'node' } } }
  const path = await bundle({ 'manifest.json': JSON.stringify(manifest) })
  const parent = join(folder, 'kept')
  const kept = await unpackBundle(path, parent)
  await unpackBundle(path, parent)
  const cwd = kept.address.type === 'stdio' ? kept.address.cwd : null
  await sweepBundles(parent, [cwd, null])
  expect(readdirSync(parent).map((name) => join(parent, name))).toEqual([cwd])
  await sweepBundles(join(folder, 'none'), [])
})
