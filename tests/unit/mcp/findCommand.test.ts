import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { beginLoginPath, findCommand, loginPath } from '../../../src/mcp/findCommand'

const isWindows = process.platform === 'win32'
let home: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'parley-home-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const put = (path: string, text = '#!/bin/sh\n'): string => {
  const file = join(home, path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, text)
  chmodSync(file, 0o755)
  return file
}

const environment = (change: Record<string, string> = {}) => ({ HOME: home, PATH: '/usr/bin', ...change })

test.skipIf(isWindows)(
  'a command is found where version managers put it, the newest version first',
  async () => {
    put('.nvm/versions/node/v9.2.0/bin/my-tool')
    const newest = put('.nvm/versions/node/v22.1.0/bin/my-tool')
    const found = await findCommand('my-tool', home, environment())
    expect(found.file).toBe(newest)
    // What lies beside it is found first by the tool itself.
    expect(found.path.split(':')[0]).toBe(join(home, '.nvm/versions/node/v22.1.0/bin'))
  },
)

test.skipIf(isWindows)('the login shell’s PATH counts, whatever its start-up files print', async () => {
  const tool = put('own/bin/my-tool')
  const shell = put(
    'shell',
    `#!/bin/sh\necho "Welcome! PATH=/nowhere"\nexport PATH="${home}/own/bin:/usr/bin:/bin"\nshift\neval "$1"\n`,
  )
  expect(await loginPath(environment({ SHELL: shell }))).toBe(`${home}/own/bin:/usr/bin:/bin`)
  const found = await findCommand('my-tool', home, environment({ SHELL: shell }))
  expect(found.file).toBe(tool)
})

test.skipIf(isWindows)('a shell that hangs or fails is passed over', async () => {
  const hanging = put('hanging', '#!/bin/sh\nexec sleep 60\n')
  expect(await loginPath(environment({ SHELL: hanging }), 50)).toBeNull()
  expect(await loginPath(environment({ SHELL: '/no/such/shell' }))).toBeNull()
})

test.skipIf(isWindows)('a path is taken from the server’s folder and the user’s own', async () => {
  const tool = put('project/run.sh')
  expect((await findCommand('./run.sh', join(home, 'project'), environment())).file).toBe(tool)
  expect((await findCommand('~/project/run.sh', '/', environment())).file).toBe(tool)
})

test('a command that is nowhere is named with the folders that were looked into', async () => {
  const looking = findCommand('not-to-be-found', home, environment())
  await expect(looking).rejects.toMatchObject({
    code: 'toolServer/command-not-found',
    data: { command: 'not-to-be-found', looked: expect.stringContaining(join(home, '.cargo')) },
  })
})

test.skipIf(isWindows)('a file that may not be run, and a folder, are no commands', async () => {
  writeFileSync(join(home, 'plain'), '')
  mkdirSync(join(home, '.cargo/bin/folder'), { recursive: true })
  await expect(findCommand('./plain', home, environment())).rejects.toMatchObject({
    code: 'toolServer/command-not-found',
    data: { looked: join(home, 'plain') },
  })
  await expect(findCommand('folder', home, environment())).rejects.toMatchObject({
    code: 'toolServer/command-not-found',
  })
})

test.skipIf(isWindows)(
  'a shell that was begun ahead is asked once, and for the next command alone',
  async () => {
    const asked = join(home, 'asked')
    put('own/bin/my-tool')
    const shell = put(
      'shell',
      `#!/bin/sh\necho asked >> ${asked}\nexport PATH=${join(home, 'own/bin')}:/usr/bin\neval "$2"\n`,
    )
    vi.stubEnv('SHELL', shell)
    vi.stubEnv('HOME', home)
    const times = () => readFileSync(asked, 'utf8').split('\n').length - 1
    try {
      beginLoginPath()
      expect((await findCommand('my-tool', home)).file).toBe(join(home, 'own/bin/my-tool'))
      expect(times()).toBe(1)
      await findCommand('my-tool', home)
      expect(times()).toBe(2)
    } finally {
      vi.unstubAllEnvs()
    }
  },
)
