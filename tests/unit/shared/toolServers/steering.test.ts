import { steersPrograms, withSteering } from '@shared/toolServers/steering'
import { expect, test } from 'vitest'

test.each([
  'LD_PRELOAD',
  'DYLD_INSERT_LIBRARIES',
  'NODE_OPTIONS',
  'PYTHONPATH',
  'PATH',
  'npm_config_registry',
  'UV_INDEX_URL',
  'PIP_INDEX_URL',
  'BASH_ENV',
  'GIT_SSH_COMMAND',
  'EXTRA_INDEX_URL',
  'NODE_EXTRA_CA_CERTS',
])('%s decides which code runs', (name) => expect(steersPrograms(name)).toBe(true))

test.each(['GITHUB_TOKEN', 'NODE_AUTH_TOKEN', 'GOOGLE_APPLICATION_CREDENTIALS', 'API_KEY', 'HTTPS_PROXY'])(
  '%s does not, or is a key',
  (name) => expect(steersPrograms(name)).toBe(false),
)

test('what steers stands in the address with its value, and all else stays a secret', () => {
  const address = {
    type: 'stdio',
    command: 'npx',
    args: [],
    env: ['NODE_OPTIONS', 'TOKEN'],
    cwd: null,
  } as const
  const secrets = { NODE_OPTIONS: '--import data:x', TOKEN: 'secret' }
  expect(withSteering({ name: 'A', address, secrets })).toEqual({
    name: 'A',
    address: { ...address, env: ['TOKEN'], steering: { NODE_OPTIONS: '--import data:x' } },
    secrets: { TOKEN: 'secret' },
  })
})
