import { describe, expect, test } from 'vitest'
import { parseLaunchArguments } from '../../../../src/main/shell/launchArguments'

const nothing = { isHidden: false, isQuick: false, link: null }

describe('the words of a start', () => {
  test('are nothing where there are none of ours', () => {
    expect(parseLaunchArguments([])).toEqual(nothing)
    expect(
      parseLaunchArguments(['/opt/Parley/parley', '--user-data-dir=/tmp/x', '--no-sandbox', '.']),
    ).toEqual(nothing)
  })

  test('are found among Chromium’s, in any order', () => {
    expect(parseLaunchArguments(['electron', '--quick', '--enable-features=A,B', '.', '--hidden'])).toEqual({
      isHidden: true,
      isQuick: true,
      link: null,
    })
  })

  test.each([
    '--quick=1',
    '--QUICK',
    '-quick',
    'quick',
    '--quickly',
    ' --quick',
    '--quick\n',
    '--hidden=false',
    '--no-quick',
  ])('%j is none of ours', (word) => {
    expect(parseLaunchArguments(['parley', word])).toEqual(nothing)
  })

  test('a link is handed on as it was given, whatever its case', () => {
    expect(parseLaunchArguments(['parley', 'parley://ask?text=caf%C3%A9']).link).toBe(
      'parley://ask?text=caf%C3%A9',
    )
    expect(parseLaunchArguments(['parley', 'PARLEY://conversation/1']).link).toBe('PARLEY://conversation/1')
  })

  test('of several links the first counts', () => {
    expect(parseLaunchArguments(['parley', 'parley://ask?text=1', 'parley://ask?text=2']).link).toBe(
      'parley://ask?text=1',
    )
  })

  test.each([
    'parley:ask',
    'https://example.org/parley://ask',
    'xparley://ask',
    '--link=parley://ask',
    'parley:/ask',
  ])('%j is no link of ours', (word) => {
    expect(parseLaunchArguments(['parley', word])).toEqual(nothing)
  })

  test('a link of a megabyte is ignored', () => {
    expect(parseLaunchArguments([`parley://ask?text=${'x'.repeat(1_000_000)}`])).toEqual(nothing)
  })

  test('what is no text is passed over', () => {
    expect(parseLaunchArguments([null, 5, {}, undefined, '--quick'])).toEqual({ ...nothing, isQuick: true })
  })
})
