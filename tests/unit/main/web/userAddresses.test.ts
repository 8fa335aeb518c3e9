import { expect, it } from 'vitest'
import { addressesIn } from '../../../../src/main/web/userAddresses'

const found = (text: string) => addressesIn(text).map(({ href }) => href)

it('addresses are found as the user writes them, without the sentence around them', () => {
  expect(found('Read https://a.example/x?y=1#z, please.')).toEqual(['https://a.example/x?y=1#z'])
  expect(found('(see http://a.example/w_(b))')).toEqual(['http://a.example/w_(b)'])
  expect(found('[this](https://a.example/p)')).toEqual(['https://a.example/p'])
})

it('an address without a scheme counts with both', () => {
  expect(found('what is on localhost:3000/status?')).toEqual([
    'https://localhost:3000/status',
    'http://localhost:3000/status',
  ])
  expect(found('192.168.1.1')).toEqual(['https://192.168.1.1/', 'http://192.168.1.1/'])
})

it('plain words, mail addresses and other schemes name nothing', () => {
  expect(found('Hello world. How are you? mail me@a.example ftp and file:///etc/passwd')).toEqual([])
})

it('a piece of a name in another alphabet or of a mail address is no name', () => {
  for (const text of [
    'bücher.de',
    'www.bücher.de',
    'example.comé',
    'first.last@a.example',
    'e\u0301a.example',
  ])
    expect(found(text), text).toEqual([])
  expect(found('localhost.evil.example')).toContain('https://localhost.evil.example/')
  expect(found('看https://bücher.de/ä')).toEqual(['https://xn--bcher-kva.de/%C3%A4'])
})

it('a long hostile text takes no time', () => {
  expect(found('a.'.repeat(100_000)).length).toBeLessThan(20_000)
  expect(found(`http://a.b/${')'.repeat(180_000)}`)).toEqual([])
  expect(found('[a'.repeat(100_000))).toEqual([])
})

it('an address longer than any that is read is none, nor is its end', () => {
  expect(found(`http://a.example/${'x'.repeat(4_000)}http://b.example/`)).toEqual([])
  expect(found(`http://a.example/${')'.repeat(3_900)}`)).toEqual(['http://a.example/'])
})
