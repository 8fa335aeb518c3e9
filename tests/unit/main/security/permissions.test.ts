import type { Session } from 'electron'
import { beforeEach, describe, expect, it } from 'vitest'
import { installPermissions } from '../../../../src/main/security/permissions'

type Request = Parameters<NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>>
type Check = Parameters<NonNullable<Parameters<Session['setPermissionCheckHandler']>[0]>>

const origin = 'app://parley'
const window = 7
let isListening = false
let request: (details: object, permission?: string, contents?: number) => boolean
let check: (details: object, permission?: string, from?: string) => boolean

beforeEach(() => {
  isListening = false
  const handlers: { request?: (...of: Request) => void; check?: (...of: Check) => boolean } = {}
  const session = {
    setPermissionRequestHandler: (handler: (...of: Request) => void) => {
      handlers.request = handler
    },
    setPermissionCheckHandler: (handler: (...of: Check) => boolean) => {
      handlers.check = handler
    },
    setDevicePermissionHandler: () => {},
  }
  installPermissions(session as unknown as Session, origin, (id) => isListening && id === window)
  request = (details, permission = 'media', contents = window) => {
    let answer = false
    const of = { requestingUrl: `${origin}/index.html`, isMainFrame: true, ...details }
    handlers.request?.(
      { id: contents } as Request[0],
      permission as Request[1],
      (is) => (answer = is),
      of as Request[3],
    )
    return answer
  }
  check = (details, permission = 'media', from = origin) =>
    handlers.check?.({ id: window } as Check[0], permission as Check[1], from, details as Check[3]) ?? false
})

describe('The microphone', () => {
  it('is for a window that listens, and only while it does', () => {
    const sound = { mediaTypes: ['audio'] }
    expect(request(sound)).toBe(false)
    isListening = true
    expect(request(sound)).toBe(true)
    expect(request(sound, 'media', 8)).toBe(false)
    expect(check({ mediaType: 'audio', isMainFrame: true })).toBe(true)
    isListening = false
    expect(check({ mediaType: 'audio', isMainFrame: true })).toBe(false)
  })

  it('is sound alone: no camera, no screen, nothing unnamed', () => {
    isListening = true
    for (const mediaTypes of [['video'], ['audio', 'video'], ['video', 'audio'], []])
      expect(request({ mediaTypes })).toBe(false)
    expect(request({})).toBe(false)
    for (const mediaType of ['video', 'unknown', undefined]) expect(check({ mediaType })).toBe(false)
    expect(request({ mediaTypes: ['audio'] }, 'display-capture')).toBe(false)
  })

  it('is not for other pages, nor for a frame in ours', () => {
    isListening = true
    expect(request({ mediaTypes: ['audio'], requestingUrl: 'https://example.org/' })).toBe(false)
    expect(request({ mediaTypes: ['audio'], isMainFrame: false })).toBe(false)
    expect(check({ mediaType: 'audio' }, 'media', 'https://example.org')).toBe(false)
  })
})

it('everything else stays denied while a window listens', () => {
  isListening = true
  for (const permission of [
    'geolocation',
    'notifications',
    'midi',
    'clipboard-read',
    'hid',
    'speaker-selection',
  ]) {
    expect(request({}, permission)).toBe(false)
    expect(check({}, permission)).toBe(false)
  }
  expect(request({}, 'clipboard-sanitized-write')).toBe(true)
})
