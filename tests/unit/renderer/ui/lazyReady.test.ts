import { createElement, Suspense } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, it } from 'vitest'
import { lazyReady } from '../../../../src/renderer/ui/lazyReady'

const shown = (Component: ReturnType<typeof lazyReady<object>>['Component']) =>
  renderToString(createElement(Suspense, { fallback: 'waiting' }, createElement(Component)))

it('what was loaded ahead is shown in the first drawing, without what stands there meanwhile', async () => {
  const { Component, load } = lazyReady<object>(async () => () => createElement('p', null, 'here'))
  await load()
  expect(shown(Component)).toContain('<p>here</p>')
  expect(shown(Component)).not.toContain('waiting')
})

it('what was not loaded ahead is waited for, and loaded once', async () => {
  let count = 0
  const { Component, load } = lazyReady<object>(async () => {
    count += 1
    return () => createElement('p', null, 'here')
  })
  expect(shown(Component)).toContain('waiting')
  await load()
  expect(shown(Component)).toContain('<p>here</p>')
  await load()
  expect(count).toBe(1)
})
