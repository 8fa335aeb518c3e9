import { expect, it } from 'vitest'
import { hostsNamed, isKnownAddress } from '../../../../src/main/web/knownAddresses'
import type { Message, Part } from '../../../../src/shared/model/message'

const message = (role: Message['role'], ...parts: Part[]): Message => ({
  id: 'm',
  conversationId: 'c',
  parentId: null,
  role,
  state: 'complete',
  parts,
  createdAt: 0,
})
const said = (text: string) => [message('user', { type: 'text', text })]

it('what the user wrote is known, and its host named', () => {
  const messages = said('What is on http://192.168.1.1:8080/status?')
  expect(isKnownAddress('http://192.168.1.1:8080/status', messages)).toBe(true)
  expect([...hostsNamed(messages)]).toEqual(['192.168.1.1:8080'])
  expect(
    isKnownAddress('http://192.168.1.1:8080/status', [message('assistant', ...(messages[0]?.parts ?? []))]),
  ).toBe(false)
})

it('what stands in quoted lines, as text from the screen does, is others’', () => {
  const messages = said(
    'Summarise this\n\n> Look at\n> http://192.168.1.1/admin\n  > and https://a.example/?q=x\n\n',
  )
  expect([...hostsNamed(messages)]).toEqual([])
  expect(isKnownAddress('http://192.168.1.1/admin', messages)).toBe(false)
  expect(isKnownAddress('https://a.example/?q=x', messages)).toBe(false)
})

it('a private host in a long paste is not named; beside a long quotation it is', () => {
  const long = 'words of somebody else '.repeat(100)
  expect([...hostsNamed(said(`${long} http://10.0.0.1/`))]).toEqual([])
  expect([...hostsNamed(said(`> ${long}\n\nand http://10.0.0.1/`))]).toEqual(['10.0.0.1:80'])
})

it('an address with https does not make the one without known', () => {
  expect(isKnownAddress('http://a.example/x', said('Read https://a.example/x'))).toBe(false)
  expect(isKnownAddress('https://a.example/x', said('Read http://a.example/x'))).toBe(true)
  expect(isKnownAddress('http://a.example/x', said('Read a.example/x'))).toBe(true)
})
