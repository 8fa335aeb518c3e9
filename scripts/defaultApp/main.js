// The application inside the fallback Electron, in place of the one that Electron brings along by itself: it makes
// `electron FOLDER` and `electron FILE` mean what they always mean. It is copied into the runtime by set-up and must not
// reach outside its folder.
import { existsSync, readFileSync, statSync } from 'node:fs'
import * as modules from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as electron from 'electron'
import { readArguments } from './arguments.js'

// Electron's own default app uses these too; they are in no typings.
const app =
  /** @type {import('electron').App & { setAppPath(path: string): void, setVersion(version: string): void }} */ (
    electron.app
  )
const loader =
  /** @type {{ _preloadModules(names: string[]): void, _resolveFilename(path: string, parent: null, isMain: boolean): string }} */ (
    /** @type {unknown} */ (modules.Module)
  )

const { application, preloads, wantsVersion } = readArguments(process.argv.slice(1))

if (wantsVersion) {
  process.stdout.write(`v${process.versions.electron}\n`)
  process.exit(0)
}
if (application === undefined) {
  process.stderr.write('Usage: electron [switches] FOLDER-OR-SCRIPT [words for the application]\n')
  process.exit(1)
}

// Electron's own sets this too; applications ask it when they register themselves for a protocol.
Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true })
// Playwright passes `-r loader`, which holds back `ready` until the test is attached.
if (preloads.length > 0) loader._preloadModules(preloads)
// Top-level await: Electron emits `ready` only after this module, and with it the application's own, is through.
await import(pathToFileURL(enter(resolve(application))).href)

/** Takes on the application's identity and returns its entry script. @param {string} path */
function enter(path) {
  const manifestPath = join(path, 'package.json')
  if (!existsSync(path) || (statSync(path).isDirectory() && !existsSync(manifestPath))) {
    process.stderr.write(`Electron finds no application at ${path}\n`)
    process.exit(1)
  }
  if (!statSync(path).isDirectory()) {
    app.setAppPath(dirname(path))
    return path
  }
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'))
  const name = manifest.productName ?? manifest.name
  if (name) app.setName(name)
  if (manifest.version) app.setVersion(manifest.version)
  app.setDesktopName?.(manifest.desktopName ?? `${app.getName()}.desktop`)
  app.setAppPath(path)
  return loader._resolveFilename(path, null, true)
}
