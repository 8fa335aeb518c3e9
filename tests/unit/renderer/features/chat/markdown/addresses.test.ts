import { describe, expect, it } from 'vitest'
import {
  disguisedHost,
  openableAddress,
} from '../../../../../../src/renderer/features/chat/markdown/addresses'

describe('A link in an answer', () => {
  it.each(['https://example.com/a?b=c', 'http://localhost:8080/ui', 'mailto:a@b.example'])(
    'may lead to %s',
    (href) => expect(openableAddress(href)).toBe(href),
  )
  it.each([
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'file:///etc/passwd',
    'app://parley/index.html',
    'smb://host/share',
    '/relative',
    '#anchor',
    '',
  ])('never leads to %j', (href) => expect(openableAddress(href)).toBeNull())
})

describe('The host behind a link', () => {
  it.each([
    ['https://bank.com/login', 'https://evil.example/x', 'evil.example'],
    ['www.bank.com', 'https://bank.com.evil.example/', 'bank.com.evil.example'],
    ['See bank.com for more', 'https://evil.example/', 'evil.example'],
    ['help@bank.com', 'mailto:thief@evil.example', 'evil.example'],
    ['https://b\u0430nk.com', 'https://b\u0430nk.com/', 'xn--bnk-6cd.com'],
    ['bank', 'https://b\u0430nk.com/', 'xn--bnk-6cd.com'],
  ])('is shown where the words %j hide %s', (words, href, host) =>
    expect(disguisedHost(words, href)).toBe(host),
  )
  it.each([
    ['https://example.com', 'https://example.com/a'],
    ['example.com', 'https://www.example.com/'],
    ['example.com', 'https://docs.example.com/'],
    ['Node.js', 'https://nodejs.org/'],
    ['README.md', 'https://git.example/README.md'],
    ['the guide', 'https://example.com/'],
    ['m\u00fcller.de', 'https://m\u00fcller.de/'],
    [
      '\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444',
      'https://\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444/',
    ],
    ['write to a@b.com', 'mailto:a@b.com'],
    ['a.'.repeat(50_000), 'https://example.com/'],
  ])('is not added to %.40j', (words, href) => expect(disguisedHost(words, href)).toBeNull())
})
