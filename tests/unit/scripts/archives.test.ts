import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { extractFromTarball, unzip } from '../../../scripts/lib/archives.mjs'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-archives-'))
})

afterEach(() => rm(folder, { recursive: true }))

function tarball(files: Record<string, Buffer>) {
  const blocks = Object.entries(files).flatMap(([name, content]) => {
    const header = Buffer.alloc(512)
    header.write(name, 0)
    header.write(content.length.toString(8).padStart(11, '0'), 124)
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]
  })
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]))
}

interface Entry {
  name: string
  content: string
  mode: number
  stored?: boolean
}

function zip(entries: readonly Entry[]) {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content, mode, stored } of entries) {
    const body = stored ? Buffer.from(content) : deflateRawSync(content)
    const local = Buffer.alloc(30)
    local.write('PK\x03\x04', 0, 'latin1')
    local.writeUInt16LE(name.length, 26)
    const central = Buffer.alloc(46)
    central.write('PK\x01\x02', 0, 'latin1')
    central.writeUInt16LE(stored ? 0 : 8, 10)
    central.writeUInt32LE(body.length, 20)
    central.writeUInt32LE(content.length, 24)
    central.writeUInt16LE(name.length, 28)
    central.writeUInt32LE((mode << 16) >>> 0, 38)
    central.writeUInt32LE(offset, 42)
    bodies.push(local, Buffer.from(name), body)
    directory.push(central, Buffer.from(name))
    offset += 30 + name.length + body.length
  }
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(Buffer.concat(directory).length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...bodies, ...directory, end])
}

describe('unpacking', () => {
  it('takes one file out of a tarball, bit for bit', async () => {
    const wanted = Buffer.alloc(200_001, 'parley ')
    const archive = join(folder, 'a.tgz')
    await writeFile(
      archive,
      tarball({ 'package/package.json': Buffer.from('{}'), 'package/a.zip': wanted, z: wanted }),
    )
    await extractFromTarball(archive, 'package/a.zip', join(folder, 'a.zip'))
    expect(wanted.equals(await readFile(join(folder, 'a.zip')))).toBe(true)
  })

  it('says what a tarball lacks', async () => {
    const archive = join(folder, 'a.tgz')
    await writeFile(archive, tarball({ other: Buffer.from('x') }))
    await expect(extractFromTarball(archive, 'package/a.zip', join(folder, 'a'))).rejects.toThrow(
      'package/a.zip',
    )
  })

  it('writes the chosen entries of a zip under their new names, with their modes', async () => {
    const archive = join(folder, 'a.zip')
    const entries = [
      { name: 'Top/', content: '', mode: 0o40755, stored: true },
      { name: 'Top/Program', content: 'run '.repeat(1000), mode: 0o100755 },
      { name: 'Top/lib/plain.txt', content: 'plain', mode: 0o100644, stored: true },
      { name: 'Top/unwanted', content: 'no', mode: 0o100644 },
    ]
    await writeFile(archive, zip(entries))
    const names: Record<string, string> = { 'Top/Program': 'program', 'Top/lib/plain.txt': 'lib/plain.txt' }
    await unzip(archive, join(folder, 'out'), (name) => names[name])
    expect(await readFile(join(folder, 'out/program'), 'utf8')).toBe('run '.repeat(1000))
    expect((await stat(join(folder, 'out/program'))).mode & 0o777).toBe(0o755)
    expect(await readFile(join(folder, 'out/lib/plain.txt'), 'utf8')).toBe('plain')
    await expect(stat(join(folder, 'out/unwanted'))).rejects.toThrow('ENOENT')
  })

  it('refuses an entry that points outside, and a file that is cut short', async () => {
    const archive = join(folder, 'a.zip')
    await writeFile(archive, zip([{ name: '../evil', content: 'x', mode: 0o100644 }]))
    await expect(unzip(archive, join(folder, 'out'), (name) => name)).rejects.toThrow('points outside')
    await writeFile(archive, zip([{ name: 'good', content: 'x', mode: 0o100644 }]).subarray(0, -10))
    await expect(unzip(archive, join(folder, 'out'), (name) => name)).rejects.toThrow()
  })
})
