import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hashOf, isBuilt } from '../../../scripts/lib/build.mjs'

let folder: string
const sources = ['src', 'package.json']

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-build-'))
  await mkdir(join(folder, 'src/main'), { recursive: true })
  await mkdir(join(folder, 'out/main'), { recursive: true })
  await writeFile(join(folder, 'src/main/index.ts'), 'one')
  await writeFile(join(folder, 'package.json'), '{}')
  await writeFile(join(folder, 'out/main/index.js'), 'built')
  await writeFile(join(folder, 'out/build.json'), JSON.stringify({ hash: await hashOf(folder, sources) }))
})

afterEach(() => rm(folder, { recursive: true }))

describe('a build', () => {
  it('stands while its sources are the same, whatever their times', async () => {
    await utimes(join(folder, 'src/main/index.ts'), new Date(), new Date(Date.now() + 60_000))
    expect(await isBuilt(folder, sources)).toBe(true)
  })

  it.each([
    ['changed', () => writeFile(join(folder, 'src/main/index.ts'), 'two')],
    ['added', () => writeFile(join(folder, 'src/main/more.ts'), '')],
    ['renamed', () => rename(join(folder, 'src/main/index.ts'), join(folder, 'src/main/entry.ts'))],
    ['removed', () => rm(join(folder, 'src/main/index.ts'))],
  ])('is stale when a source is %s', async (_how, change) => {
    await change()
    expect(await isBuilt(folder, sources)).toBe(false)
  })

  it('that was interrupted, leaving no stamp or no entry, counts as none', async () => {
    await rm(join(folder, 'out/main/index.js'))
    expect(await isBuilt(folder, sources)).toBe(false)
    await writeFile(join(folder, 'out/main/index.js'), 'built')
    await rm(join(folder, 'out/build.json'))
    expect(await isBuilt(folder, sources)).toBe(false)
  })
})
