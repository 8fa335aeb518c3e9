// Runs beside a display (display.mjs) and waits for the end of the process that made it, which shows as the
// end of stdin. However that end came (kill -9 included), what was started in the display ends too.
import { rm } from 'node:fs/promises'
import { endMarked } from './cleanup.mjs'

const folder = process.argv[2] ?? ''

process.stdin.resume()
process.stdin.once('end', () => void finish())

async function finish() {
  await endMarked(`PARLEY_RUN=${folder}`, [])
  await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  process.exit(0)
}
