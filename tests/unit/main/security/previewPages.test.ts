import { expect, it } from 'vitest'
import { answerPreview, isPreviewAddress, previewAddress } from '../../../../src/main/security/previewPages'

const load = async (id: string) => (id === 'here' ? '<p>Hello</p>' : null)
const ask = (url: string, method = 'GET') => answerPreview(new Request(url, { method }), load)

it('a page is answered with the policy that shuts it in', async () => {
  const answer = await ask('preview://here/')
  expect([answer.status, await answer.text()]).toEqual([200, '<p>Hello</p>'])
  const policy = answer.headers.get('content-security-policy') ?? ''
  expect(policy.split('; ')).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      "form-action 'none'",
      "base-uri 'none'",
      'frame-ancestors app://parley',
      'sandbox allow-scripts allow-forms',
    ]),
  )
  expect(policy).not.toMatch(/connect-src|frame-src|worker-src|https?:|\*|same-origin|popups|top-navigation/)
})

it.each([
  ['preview://gone/', 'GET'],
  ['preview://here/other', 'GET'],
  ['preview://here/', 'POST'],
])('%s by %s is not there', async (url, method) => {
  expect((await ask(url, method)).status).toBe(404)
})

it('an address of a page is told from others', () => {
  expect(isPreviewAddress(previewAddress('0b1c-2d'))).toBe(true)
  for (const url of [
    'preview://a/b',
    'preview://a/?b',
    'preview://a:1/',
    'preview://a@b/',
    'app://a/',
    'xpreview://a/',
  ])
    expect(isPreviewAddress(url), url).toBe(false)
})
