import { chargesNothing, isLocalServer } from '@shared/model/localServer'
import { expect, it } from 'vitest'

it.each([
  'http://localhost:11434/v1',
  'HTTP://LOCALHOST',
  'http://llm.localhost/v1',
  'http://127.0.0.1:1234/v1',
  'http://127.8.0.1',
  'http://0.0.0.0:8080',
  'http://10.0.0.7:8000/v1',
  'https://192.168.1.20/v1',
  'http://172.16.0.1',
  'http://172.31.255.1',
  'http://169.254.3.4',
  'http://nas.local:11434/v1',
  'http://[::1]:8080/v1',
  'http://[fe80::1]:8080',
  'http://[fd12:3456::1]/v1',
])('%s is on this machine or the local network, and charges nothing', (baseUrl) => {
  expect(isLocalServer(baseUrl)).toBe(true)
  expect(chargesNothing({ kind: 'compatible', baseUrl })).toBe(true)
})

it.each([
  'https://openrouter.ai/api/v1',
  'http://localhost.example.com/v1',
  'http://127.0.0.1.example.com',
  'http://127.0.0.1@example.com/v1',
  'http://10.example.com',
  'http://172.32.0.1',
  'http://192.169.1.1',
  'http://11.0.0.1',
  'https://mylocal/v1',
  'https://local',
  'http://[2001:db8::1]/v1',
  'ftp://127.0.0.1',
  'not an address',
  '',
])('%s may charge', (baseUrl) => {
  expect(isLocalServer(baseUrl)).toBe(false)
  expect(chargesNothing({ kind: 'compatible', baseUrl })).toBe(false)
})

it('OpenAI charges, the built-in engine never', () => {
  expect(chargesNothing({ kind: 'openai', baseUrl: null })).toBe(false)
  expect(chargesNothing({ kind: 'builtin', baseUrl: null })).toBe(true)
})
