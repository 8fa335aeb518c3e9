import { describe, expect, it } from 'vitest'
import { openableAddress } from '../../../../../../src/renderer/features/chat/markdown/addresses'

describe('A link in an answer', () => {
  it.each(['https://example.com/a?b=c', 'mailto:a@b.example'])('may lead to %s', (href) =>
    expect(openableAddress(href)).toBe(href),
  )
  it.each([
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'file:///etc/passwd',
    'app://parley/index.html',
    'http://plain.example',
    'smb://host/share',
    '/relative',
    '#anchor',
    '',
  ])('never leads to %j', (href) => expect(openableAddress(href)).toBeNull())
})
