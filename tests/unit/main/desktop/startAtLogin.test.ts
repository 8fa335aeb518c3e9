import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { autostartFile, startAtLoginByFile } from '../../../../src/main/desktop/startAtLogin'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-login-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const here = (command = ['/opt/Parley/parley', '--hidden']) => {
  const path = autostartFile({ XDG_CONFIG_HOME: folder }, '/nowhere')
  return { path, login: startAtLoginByFile(path, command, '/opt/Parley/icon.png') }
}

it('is where desktops look for it', () => {
  expect(autostartFile({ XDG_CONFIG_HOME: '/x' }, '/home/me')).toBe('/x/autostart/app.parley.desktop')
  for (const environment of [{}, { XDG_CONFIG_HOME: '' }, { XDG_CONFIG_HOME: 'not/absolute' }]) {
    expect(autostartFile(environment, '/home/me')).toBe('/home/me/.config/autostart/app.parley.desktop')
  }
})

it('is off, on, and off again', async () => {
  const { path, login } = here()
  expect(await login.state()).toBe('off')
  await login.set(true)
  expect(await login.state()).toBe('on')
  expect(await readFile(path, 'utf8')).toContain('Exec=/opt/Parley/parley --hidden\n')
  await login.set(false)
  expect(await login.state()).toBe('off')
  await login.set(false)
})

it('reports correctly when a desktop’s own settings switched it off', async () => {
  const { path, login } = here()
  await login.set(true)
  await writeFile(path, `${await readFile(path, 'utf8')}Hidden=true\n`)
  expect(await login.state()).toBe('off')
  await login.set(true)
  expect(await login.state()).toBe('on')
})

it('is off for a Parley that has moved, and on again once it is set', async () => {
  await here().login.set(true)
  const { login } = here(['/home/me/Parley.AppImage', '--hidden'])
  expect(await login.state()).toBe('off')
  await login.set(true)
  expect(await login.state()).toBe('on')
})

it('says so where the folder cannot be written', async () => {
  await writeFile(join(folder, 'autostart'), 'a file in the way')
  const { login } = here()
  expect(await login.state()).toBe('off')
  await expect(login.set(true)).rejects.toMatchObject({ code: 'file/not-writable' })
})
