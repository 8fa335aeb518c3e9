import { expect, it } from 'vitest'
import { parseOpenable } from '../../../../src/main/security/navigation'

it.each([
  ['https://example.org/a?b=c#d', 'https://example.org/a?b=c#d'],
  ['http://localhost:8080/ui', 'http://localhost:8080/ui'],
  ['mailto:someone@example.org', 'mailto:someone@example.org'],
])('opens %s', (address, parsed) => {
  expect(parseOpenable(address)).toBe(parsed)
})

it.each([
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'smb://server/share',
  'app://parley/',
  'vscode://file/etc/passwd',
  'https://user:password@example.org/',
  'mailto:someone@example.org?subject=Hi&attach=/etc/passwd',
  'mailto:someone@example.org?%41ttachment=/etc/passwd',
  'example.org',
  '',
  '//example.org',
  '\u0000https://example.org\u0000 x',
])('refuses %j', (address) => {
  expect(parseOpenable(address)).toBeNull()
})
