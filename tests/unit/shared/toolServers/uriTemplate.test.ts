import { expect, it } from 'vitest'
import { fillTemplate, templateBlanks } from '../../../../src/shared/toolServers/uriTemplate'

it.each([
  ['demo://text/{id}', ['id']],
  ['x://{a}/{b}/{a}', ['a', 'b']],
  ['file:///{+path}', ['path']],
  ['x://fixed', []],
  ['x://{?query}', null],
  ['x://{list*}', null],
  ['x://{open', null],
  ['x://{{id}}', null],
])('the blanks of %s are %j', (template, blanks) => {
  expect(templateBlanks(template)).toEqual(blanks)
})

it('what is filled in leads nowhere else', () => {
  const values = new Map([
    ['id', '../a b?x#{id}'],
    ['path', 'a b/c'],
  ])
  expect(fillTemplate('x://t/{id}/{+path}/{none}', values)).toBe('x://t/..%2Fa%20b%3Fx%23%7Bid%7D/a%20b/c/')
})
