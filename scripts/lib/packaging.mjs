import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inProject, root } from './paths.mjs'
import { notice, say } from './report.mjs'

/**
 * The fuses of a release (FuseV1Options of @electron/fuses). WasmTrapHandlers, the ninth, is not named: it is
 * on unless switched off, and Electron 33's wire is too short to hold it.
 */
const releaseFuses = {
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
}

/**
 * What goes into the app. node_modules of `dependencies` (packages that carry data beside their code:
 * WebAssembly, the character maps of PDF) is added by electron-builder; everything else is bundled in out/.
 */
const files = [
  'package.json',
  'out/main/**',
  'out/preload/**',
  'out/renderer/**',
  'resources/icons/*.png',
  '!**/*.map',
  '!node_modules/**/*.{md,d.ts}',
  // Of pdfjs-dist only what reads text: `legacy/build/pdf.mjs`, its worker, and `cmaps`.
  '!node_modules/pdfjs-dist/{build,web,types,image_decoders,wasm,iccs,standard_fonts}{,/**}',
  '!node_modules/pdfjs-dist/legacy/{web,image_decoders}{,/**}',
  '!node_modules/pdfjs-dist/legacy/build/*.min.mjs',
  '!node_modules/pdfjs-dist/legacy/build/pdf.sandbox.mjs',
]

/**
 * @param {import('./electron.mjs').Electron} electron
 * @returns {import('electron-builder').Configuration}
 */
export function packageConfiguration(electron) {
  return {
    appId: 'app.parley.desktop',
    productName: 'Parley',
    copyright: 'MIT licence, the Parley team',
    directories: { output: 'dist', buildResources: 'resources' },
    files,
    // macOS: in Info.plist. Linux: as MimeType of the .desktop file. Windows registers itself when it runs.
    protocols: [{ name: 'Parley', schemes: ['parley'] }],
    asar: true,
    // The runtime that the tests ran on is the one that is packaged; nothing is fetched.
    electronVersion: electron.version,
    electronDist: electron.folder,
    npmRebuild: false,
    electronFuses: releaseFuses,
    linux: {
      executableName: 'parley',
      icon: 'icons',
      category: 'Utility',
      syncDesktopName: true,
    },
    mac: {
      icon: 'icons/icon.icns',
      category: 'public.app-category.productivity',
      darkModeSupport: true,
      extendInfo: {
        NSMicrophoneUsageDescription: 'Parley listens while you hold a key or a button to talk.',
      },
    },
    win: { icon: 'icons/icon.ico' },
    afterExtract: async ({ appOutDir }) => {
      // The stand-in that starts any folder (scripts/defaultApp) does not belong into a package.
      await rm(join(appOutDir, 'resources/app'), { recursive: true, force: true })
    },
    afterPack: async ({ appOutDir }) => {
      if (electron.kind === 'fallback')
        await writeFile(join(appOutDir, 'NOT-FOR-RELEASE.txt'), `${testBuild.join('\n')}\n`)
    },
  }
}

const testBuild = [
  'This is a TEST BUILD: it holds Electron 33, whose Chromium no longer gets security fixes.',
  'Never give it to anybody. A build to ship is made where the official Electron can be downloaded.',
]

/**
 * Packages the app, unpacked, for this platform into `dist/`, and returns the executable's path.
 * @param {import('./electron.mjs').Electron} electron
 */
export async function packageApp(electron) {
  // Imported here: this module is loaded before the npm packages exist.
  const { build, DIR_TARGET, Platform } = await import('electron-builder')
  await build({
    projectDir: root,
    targets: Platform.current().createTarget(DIR_TARGET),
    publish: 'never',
    config: packageConfiguration(electron),
  })
  if (electron.kind === 'fallback') notice(...testBuild)
  const executable = packagedExecutable()
  say(`Packaged: ${executable}`)
  return executable
}

/** The path of the executable in the package for this platform. */
export function packagedExecutable(platform = process.platform, arch = process.arch) {
  const suffix = arch === 'x64' ? '' : `-${arch}`
  if (platform === 'darwin') return inProject(`dist/mac${suffix}/Parley.app/Contents/MacOS/Parley`)
  if (platform === 'win32') return inProject(`dist/win${suffix}-unpacked/Parley.exe`)
  return inProject(`dist/linux${suffix}-unpacked/parley`)
}
