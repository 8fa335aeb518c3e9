import { readFile, writeFile } from 'node:fs/promises'
import { inProject } from './lib/paths.mjs'
import { run } from './lib/processes.mjs'
import { runCommand } from './lib/report.mjs'
import { rootSwitches } from './lib/screen.mjs'
import { onOwnDisplay, prepareHeadless } from './lib/setup.mjs'

// node scripts/icons.mjs: draws resources/icons/*.svg into the pictures beside them. To be run after changing
// a drawing; the pictures are kept in the repository.

const folder = (/** @type {string} */ name) => inProject('resources/icons', name)
const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024]
const largestSmallDrawing = 32
const png = (/** @type {number} */ size) => folder(`${size}x${size}.png`)

await runCommand(async () => {
  const electron = await prepareHeadless()
  const jobs = JSON.stringify(await drawings())
  const code = await onOwnDisplay(electron, (env) =>
    run(electron.path, [...rootSwitches(), inProject('scripts/lib/rasterise.cjs')], {
      env: { ...env, PARLEY_ICON_JOBS: jobs },
    }),
  )
  if (code !== 0) return code
  await writeFile(folder('icon.ico'), ico(await pictures([16, 24, 32, 48, 64, 128, 256])))
  await writeFile(folder('icon.icns'), icns(await pictures([16, 32, 64, 128, 256, 512, 1024])))
  return 0
})

async function drawings() {
  const [large, small, tray] = await Promise.all(
    ['icon.svg', 'icon-small.svg', 'tray.svg'].map((name) => readFile(folder(name), 'utf8')),
  )
  const coloured = (/** @type {string} */ colour) => tray?.replace('currentColor', colour)
  return [
    ...sizes.map((size) => ({ svg: size <= largestSmallDrawing ? small : large, size, file: png(size) })),
    // macOS colours a picture whose name ends in Template by the menu bar; the other systems show it as it
    // is.
    { svg: coloured('#000000'), size: 16, file: folder('trayTemplate.png') },
    { svg: coloured('#000000'), size: 32, file: folder('trayTemplate@2x.png') },
    { svg: small, size: 24, file: folder('tray.png') },
    { svg: small, size: 48, file: folder('tray@2x.png') },
    // Windows: 16 pixels, and the steps in which its screens are scaled.
    { svg: small, size: 16, file: folder('traySmall.png') },
    { svg: small, size: 20, file: folder('traySmall@1.25x.png') },
    { svg: small, size: 24, file: folder('traySmall@1.5x.png') },
    { svg: small, size: 32, file: folder('traySmall@2x.png') },
    { svg: small, size: 48, file: folder('traySmall@3x.png') },
  ]
}

/** @param {readonly number[]} wanted */
function pictures(wanted) {
  return Promise.all(wanted.map(async (size) => ({ size, bytes: await readFile(png(size)) })))
}

/** @typedef {{ size: number, bytes: Buffer }} Picture */

/** Windows: a directory of PNGs. @param {readonly Picture[]} images */
function ico(images) {
  const header = Buffer.alloc(6)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(images.length, 4)
  let offset = 6 + 16 * images.length
  const entries = images.map(({ size, bytes }) => {
    const entry = Buffer.alloc(16)
    // 256 is written as 0.
    entry.writeUInt8(size % 256, 0)
    entry.writeUInt8(size % 256, 1)
    entry.writeUInt16LE(1, 4)
    entry.writeUInt16LE(32, 6)
    entry.writeUInt32LE(bytes.length, 8)
    entry.writeUInt32LE(offset, 12)
    offset += bytes.length
    return entry
  })
  return Buffer.concat([header, ...entries, ...images.map(({ bytes }) => bytes)])
}

/**
 * macOS: tagged PNGs. Sizes that are also another's double resolution appear twice. @param {readonly
 * Picture[]} images
 */
function icns(images) {
  /** @type {Record<number, string[]>} */
  const tags = {
    16: ['icp4'],
    32: ['icp5', 'ic11'],
    64: ['ic12'],
    128: ['ic07'],
    256: ['ic08', 'ic13'],
    512: ['ic09', 'ic14'],
    1024: ['ic10'],
  }
  const chunk = (/** @type {string} */ tag, /** @type {Buffer} */ bytes) => {
    const header = Buffer.alloc(8)
    header.write(tag, 0, 'latin1')
    header.writeUInt32BE(bytes.length + 8, 4)
    return Buffer.concat([header, bytes])
  }
  const body = images.flatMap(({ size, bytes }) => (tags[size] ?? []).map((tag) => chunk(tag, bytes)))
  return chunk('icns', Buffer.concat(body))
}
