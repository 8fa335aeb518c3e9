import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { packageConfiguration } from '../../../scripts/lib/packaging.mjs'

const root = resolve(import.meta.dirname, '../../..')
const electron = {
  version: '45.4.1',
  folder: '/nowhere',
  path: '/nowhere/electron',
  kind: 'official',
} as never

it('a package opens parley:// links, under the name that its desktop file has', async () => {
  const configuration = packageConfiguration(electron)
  expect(configuration.protocols).toEqual([{ name: 'Parley', schemes: ['parley'] }])
  const { desktopName } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    desktopName: string
  }
  // The start at login is written under this name, and shown as one with the package's own entry.
  expect(desktopName).toBe('app.parley.desktop')
  expect(configuration.linux?.syncDesktopName).toBe(true)
})
