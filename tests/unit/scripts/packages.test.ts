import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packagesDiffer } from '../../../scripts/lib/packages.mjs'

interface Lock {
  packages: Record<string, { optionalDependencies?: Record<string, string> }>
}

const root = { version: '0.1.0' }
const a = { version: '1.0.0', integrity: 'sha512-a' }
const wanted = {
  packages: { '': root, 'node_modules/a': a, 'node_modules/for-macos': { ...a, optional: true } },
}

describe('the installed npm packages', () => {
  it('fit when all are there but those for other platforms', () => {
    expect(packagesDiffer(wanted, { packages: { 'node_modules/a': a } })).toBeUndefined()
  })

  it.each([
    ['nothing is installed, or the installation was interrupted', undefined],
    ['one is missing', { packages: {} }],
    ['one has another version', { packages: { 'node_modules/a': { ...a, version: '2.0.0' } } }],
    ['one has other content', { packages: { 'node_modules/a': { ...a, integrity: 'sha512-b' } } }],
    ['one is not wanted any more', { packages: { 'node_modules/a': a, 'node_modules/b': a } }],
  ])('do not fit when %s', (_case, installed) => {
    expect(packagesDiffer(wanted, installed)).toEqual(expect.any(String))
  })
})

describe('package-lock.json', () => {
  // npm leaves out what a registry did not offer on the day (packages for other platforms, say), and npm ci
  // then refuses the whole file, everywhere.
  it('names every optional dependency, so that npm ci takes it', () => {
    const file = join(import.meta.dirname, '../../../package-lock.json')
    const { packages }: Lock = JSON.parse(readFileSync(file, 'utf8'))
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
      ),
    )
    expect(missing).toEqual([])
  })

  // pdfjs-dist names a canvas of native code, 30 MB a platform, as optional. Reading text needs none, so its
  // entry is kept without that line; npm leaves it so, unless the entry is made anew.
  it('brings no native canvas', () => {
    const file = join(import.meta.dirname, '../../../package-lock.json')
    const { packages }: Lock = JSON.parse(readFileSync(file, 'utf8'))
    expect(Object.keys(packages).filter((path) => path.includes('canvas'))).toEqual([])
    expect(packages['node_modules/pdfjs-dist']?.optionalDependencies).toBeUndefined()
  })
})
