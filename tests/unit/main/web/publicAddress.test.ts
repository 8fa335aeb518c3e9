import { describe, expect, it } from 'vitest'
import { isCloudService, isPublicAddress, isPublicHost } from '../../../../src/main/web/publicAddress'

describe('public addresses', () => {
  it.each(['1.1.1.1', '93.184.216.34', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4001::8a'])(
    '%s is of the public Internet',
    (address) => expect(isPublicAddress(address)).toBe(true),
  )
  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '100.100.100.200',
    '127.0.0.1',
    '127.255.255.254',
    '168.63.129.16',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.192',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.251',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    '64:ff9b::169.254.169.254',
    '64:ff9b:1::1',
    '2001:0:53aa:64c::1',
    '2002:7f00:1::1',
    '2001:db8::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '127.1',
    'localhost',
    '',
  ])('%s is not', (address) => expect(isPublicAddress(address)).toBe(false))
  it('an IPv4 server behind the translator of an IPv6 network is public as itself', () => {
    expect(isPublicAddress('64:ff9b::808:808')).toBe(true)
  })
})

describe('hosts that may be looked up', () => {
  const isOpen = (address: string) => isPublicHost(new URL(address).hostname)
  it.each(['https://example.com', 'http://a.b.c.co.uk:8080', 'https://bücher.de', 'http://1.1.1.1'])(
    '%s may',
    (address) => expect(isOpen(address)).toBe(true),
  )
  it.each([
    'http://localhost',
    'http://LOCALHOST.',
    'http://foo.localhost',
    'http://printer',
    'http://nas.local',
    'http://metadata.google.internal',
    'http://router.lan',
    'http://fritz.home.arpa',
    'http://2130706433',
    'http://0x7f000001',
    'http://0177.0.0.1',
    'http://127.1',
    'http://0',
    'http://[::1]',
    'http://[::ffff:7f00:1]',
    'http://[0:0:0:0:0:ffff:10.0.0.1]',
    'http://①②⑦.0.0.1',
    'http://127。0。0。1',
  ])('%s may not', (address) => expect(isOpen(address)).toBe(false))
})

describe('addresses of clouds’ own services', () => {
  it.each([
    '169.254.169.254',
    '169.254.170.2',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    '::ffff:a9fe:a9fe',
    '64:ff9b::169.254.169.254',
    'fd00:ec2::254',
    '::a9fe:a9fe',
    '2002:a9fe:a9fe::1',
  ])('%s is one', (address) => expect(isCloudService(address)).toBe(true))
  it.each(['127.0.0.1', '192.168.1.1', '::1', '::ffff:10.0.0.1', 'fd12::1', 'fe80::1', 'localhost'])(
    '%s is none',
    (address) => expect(isCloudService(address)).toBe(false),
  )
})
