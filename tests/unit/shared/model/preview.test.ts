import { asksInternet, longestPreview, previewKindOf, previewTitleOf } from '@shared/model/preview'
import { expect, it } from 'vitest'

it.each([
  ['html', '<p>x', 'html'],
  ['html', ' <svg viewBox="0 0 1 1"></svg>', 'svg'],
  ['svg', '<svg/>', 'svg'],
  ['xml', '<?xml version="1.0"?>\n<svg></svg>', 'svg'],
  ['xml', '<note></note>', null],
  ['', '<!DOCTYPE html>\n<p>x', 'html'],
  ['', 'let html = 1', null],
  ['mermaid', 'graph TD', 'mermaid'],
  ['md', '# Title', 'markdown'],
  ['markdown', 'words', 'markdown'],
  ['ts', '<svg></svg>', null],
  ['html', '  \n', null],
  ['html', 'x'.repeat(longestPreview + 1), null],
] as const)('a block in %j that begins with %.20j is shown as %s', (language, text, kind) => {
  expect(previewKindOf(language, text)).toBe(kind)
})

it.each([
  ['html', '<head><title>\n Tip  calculator </title>', 'Tip calculator'],
  ['html', '<h1>Nothing', null],
  ['svg', '<svg><title>A lighthouse</title></svg>', 'A lighthouse'],
  ['markdown', 'words\n\n## The plan\n', 'The plan'],
  ['mermaid', '---\ntitle: Ways in\n---\ngraph TD', 'Ways in'],
  ['mermaid', 'graph TD', null],
] as const)('%s %j is called %j', (kind, text, title) => {
  expect(previewTitleOf(kind, text)).toBe(title)
})

it.each([
  ['<script src="https://cdn.example/react.js"></script>', true],
  ["<link rel='stylesheet' href='//fonts.example/css'>", true],
  ['<img alt="x" src=https://example.org/a.png>', true],
  ['<style>@import "https://example.org/a.css"</style>', true],
  ['<script>fetch("https://example.org/api")</script>', true],
  ['<script type="module">import a from "https://esm.example/a"</script>', true],
  ['<a href="https://example.org/">A link</a> <img src="data:image/png;base64,AA==">', false],
  ['<p>See https://example.org/</p><script>const a = 1 // https://example.org</script>', false],
])('%s asks for files of the internet: %s', (html, is) => {
  expect(asksInternet(html)).toBe(is)
})
