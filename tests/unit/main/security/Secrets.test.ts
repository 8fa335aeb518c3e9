import { Buffer } from 'node:buffer'
import { expect, it } from 'vitest'
import { redact } from '../../../../src/main/lib/log'
import { Secrets } from '../../../../src/main/security/Secrets'
import type { Vault } from '../../../../src/main/security/Vault'
import { MemorySettingsFile } from '../../../fakes/memorySettingsFile'

const home = 'https://api.openai.com'
const key = 'canary-key-of-a-strange-shape-1234'

/** A keyring that reverses what it is given; `basic_text` is not available until weak keeping is allowed. */
class FakeVault implements Vault {
  private isWeakAllowed = false
  constructor(public name: string) {}
  isAvailable = async () => this.name !== 'basic_text' || this.isWeakAllowed
  backend = () => this.name
  encrypt = async (secret: string) => Buffer.from([...secret].reverse().join(''))
  decrypt = async (bytes: Uint8Array) => [...Buffer.from(bytes).toString()].reverse().join('')
  allowWeak = (isAllowed: boolean) => {
    this.isWeakAllowed = isAllowed
  }
}

const make = (backend: string, file = new MemorySettingsFile(), isWeakAllowed = false) => ({
  file,
  secrets: new Secrets(new FakeVault(backend), file, () => isWeakAllowed),
})

it('keeps a key under the keyring and finds it again after a restart', async () => {
  const { file, secrets } = make('gnome_libsecret')
  expect(await secrets.keep('openai', key, home)).toEqual({
    state: 'set',
    backend: 'gnome_libsecret',
    lastFour: '1234',
  })
  expect(file.text).not.toContain(key)
  const again = make('gnome_libsecret', file).secrets
  expect(again.status('openai')).toEqual({ state: 'set', backend: 'gnome_libsecret' })
  expect(await again.load('openai', home)).toBe(key)
})

it('keeps a key for the session only where there is no keyring, and writes nothing', async () => {
  const { file, secrets } = make('basic_text')
  expect(await secrets.keep('openai', key, home)).toEqual({ state: 'session', lastFour: '1234' })
  expect(file.text).toBe('{}')
  expect(await secrets.load('openai', home)).toBe(key)
})

it('uses the weak password only after the user chose it, and says so', async () => {
  const { secrets } = make('basic_text', new MemorySettingsFile(), true)
  expect(await secrets.keep('openai', key, home)).toMatchObject({ state: 'set', backend: 'basic_text' })
})

it('asks again and deletes nothing when another keyring wrote the key', async () => {
  const { file, secrets } = make('kwallet6')
  await secrets.keep('openai', key, home)
  const before = file.text
  const moved = make('gnome_libsecret', file).secrets
  expect(moved.status('openai')).toEqual({ state: 'locked', backend: 'kwallet6' })
  await expect(moved.load('openai', home)).rejects.toMatchObject({ code: 'secrets/unreadable' })
  expect(file.text).toBe(before)
})

it('forgets a key when told to', async () => {
  const { file, secrets } = make('gnome_libsecret')
  await secrets.keep('openai', key, home)
  secrets.forget('openai')
  expect(file.text).toBe('{"secrets":{}}')
  expect(await secrets.load('openai', home)).toBeNull()
})

it('never lets a key that was given reach a log, whatever its shape', async () => {
  await make('gnome_libsecret').secrets.keep('openai', key, home)
  expect(redact(`the server said: bad key ${key}!`)).toBe('the server said: bad key …!')
})

it('gives a key to no other address than the one it was given for, also after a restart', async () => {
  const { file, secrets } = make('gnome_libsecret')
  await secrets.keep('openai', key, home)
  const elsewhere = {
    code: 'secrets/other-address',
    data: { host: 'evil.example', before: 'api.openai.com' },
  }
  await expect(secrets.load('openai', 'https://evil.example')).rejects.toMatchObject(elsewhere)
  const again = make('gnome_libsecret', file).secrets
  await expect(again.load('openai', 'https://evil.example')).rejects.toMatchObject(elsewhere)
  expect(await again.load('openai', home)).toBe(key)
})

it('finds no key under a name that every object has', async () => {
  const { secrets } = make('gnome_libsecret')
  expect(secrets.status('constructor')).toEqual({ state: 'none' })
  expect(await secrets.load('constructor', home)).toBeNull()
})
