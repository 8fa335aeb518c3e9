import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')

const breaches = [
  ['src/renderer/features/chat/window.ts', '../../app/App', 'A feature knows no window'],
  ['src/renderer/features/pictures/gallery/window.ts', '../../../app/App', 'A feature knows no window'],
  ['src/renderer/common/keys/feature.ts', '../../features/chat/useChat', 'Common lies below the features'],
  ['src/renderer/ui/store.ts', '../common/appStore', 'ui knows nothing of the app'],
  ['src/shared/model/log.ts', '../../main/lib/log', 'Shared runs anywhere'],
  ['src/shared/model/node.ts', 'node:fs', 'Shared runs anywhere'],
  ['src/main/runs/electron.ts', 'electron', 'A domain of main is plain Node'],
  ['src/main/runs/windows.ts', '../shell/windows', 'A domain of main is plain Node'],
  ['src/library/electron.ts', 'electron', 'Electron is main'],
  ['src/renderer/app/electron.ts', 'electron', 'Electron is main'],
  ['src/main/runs/router.ts', '../ipc/Router', 'A domain of main is plain Node'],
] as const

const sound = [
  ['src/renderer/features/chat/sound.ts', '../../common/appStore'],
  ['src/renderer/app/sound.ts', '../features/chat/useChat'],
  ['src/renderer/ui/sound.ts', './Dialog'],
  ['src/main/shell/sound.ts', 'electron'],
  ['src/main/runs/sound.ts', '../lib/log'],
] as const

/** Lints files with one import each under the project's own rules. */
const lint = (folder: string): string => {
  const { vcs: _vcs, ...rules } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'))
  writeFileSync(join(folder, 'biome.json'), JSON.stringify(rules))
  for (const [path, specifier] of [...breaches, ...sound]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), `import { it } from '${specifier}'\n\nit()\n`)
  }
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
  const rule = '--only=style/noRestrictedImports'
  try {
    return execFileSync(process.execPath, [biome, 'lint', '--colors=off', '--max-diagnostics=none', rule], {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
    })
  } catch (error) {
    return error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
  }
}

it('lint refuses an import through a wall, and says where the thing belongs', { timeout: 30_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-rooms-'))
  try {
    const told = lint(folder).split(/^(?=src\/)/m)
    for (const [path, , words] of breaches) {
      expect(told.find((each) => each.startsWith(`${path}:`))).toContain(words)
    }
    for (const [path] of sound) expect(told.filter((each) => each.startsWith(path))).toEqual([])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
