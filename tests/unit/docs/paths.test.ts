import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '')
const documents = ['README.md', 'CONTRIBUTING.md', 'docs/architecture.md', 'docs/servers.md']

/** The files and folders that a document names, in code spans or as link targets. Patterns are no paths. */
const pathsIn = (text: string): string[] => [
  ...[...text.matchAll(/`([^`\s]+)`/g)]
    .map(([, word = '']) => word)
    .filter(
      (word) => /^[\w./-]+$/.test(word) && (/\.(ts|tsx|mjs|css|html|md)$/.test(word) || /^src\//.test(word)),
    ),
  ...[...text.matchAll(/\]\(([^)\s:]+)\)/g)].map(([, target = '']) => target.replace(/^(\.\.\/)+/, '')),
]

const exists = (path: string): boolean =>
  files.some(
    (file) => file === path || file.endsWith(`/${path}`) || file.includes(`${path.replace(/\/$/, '')}/`),
  )

it.each(documents)('every file that %s names is there', (document) => {
  const named = pathsIn(readFileSync(join(root, document), 'utf8'))
  expect(named.length).toBeGreaterThan(0)
  expect(named.filter((path) => !exists(path))).toEqual([])
})

it('the README fits on one page', () => {
  expect(readFileSync(join(root, 'README.md'), 'utf8').length).toBeLessThanOrEqual(5_000)
})
