import { expect, it } from 'vitest'
import { htmlPage, svgPage } from '../../../../src/main/preview/previewPage'

it.each([
  '<!doctype html><html lang="de"><head></head></html>',
  '\n<!-- made by a model -->\n<!DOCTYPE html>\n<html></html>',
])(
  'what is ours comes right behind the document type of %j, so that it is laid out as it was meant',
  (text) => {
    const page = htmlPage(text)
    const end = text.toLowerCase().indexOf('html>') + 'html>'.length
    expect(page.slice(0, end)).toBe(text.slice(0, end))
    expect(page.slice(end)).toMatch(/^<script>/)
    expect(page.endsWith(text.slice(end))).toBe(true)
  },
)

it.each([
  '<!--><script>early()</script>--><!doctype html>',
  '<!-- a --!><script>early()</script> --><!doctype html>',
  '<!-- --><script>early()</script><!doctype html>',
  '<!doctype html <script>early()</script>>',
])('nothing of the page runs before what is ours: %s', (text) => {
  const page = htmlPage(text)
  expect(page.indexOf('<script>(() =>')).toBeLessThan(page.indexOf('early'))
})

it('frames within are left out of the text, and what stands in them is kept', () => {
  expect(htmlPage('<IFRAME src="a">b</IFRAME><object data=c></object><frames>')).toContain(
    '<x-IFRAME src="a">b</x-IFRAME><x-object data=c></x-object><frames>',
  )
  expect(svgPage('<svg><foreignObject><iframe/></foreignObject></svg>', false)).not.toContain('<iframe')
})

it.each(['<h1>Part of a page</h1>', '<p>&lt;!doctype html></p><code><!doctype html></code>'])(
  'a page without a document type keeps its own way: %j',
  (text) => {
    expect(htmlPage(text).endsWith(text)).toBe(true)
    expect(htmlPage(text)).toMatch(/^<script>/)
  },
)

it('a picture stands alone: what precedes it is left out', () => {
  const page = svgPage('<?xml version="1.0"?>\n<!DOCTYPE svg>\n<svg viewBox="0 0 1 1"></svg>', true)
  expect(page).toMatch(/^<!doctype html>/)
  expect(page).not.toContain('<?xml')
  expect(page).toContain('<svg viewBox="0 0 1 1"></svg>')
})
