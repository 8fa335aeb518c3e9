// Everything that set-up says goes to stderr: stdout belongs to the answer of a command
// (`npm run -s electron:path` prints a path and nothing else).

/** A failure that a user can do something about: what went wrong, why, and what helps. */
export class SetupError extends Error {
  /**
   * @param {string} what
   * @param {{ reason: string, cure: string, cause?: unknown }} details
   */
  constructor(what, { reason, cure, cause }) {
    super(what, { cause })
    this.name = 'SetupError'
    this.reason = reason
    this.cure = cure
  }
}

/** @param {string} text */
export function say(text) {
  process.stderr.write(`${text}\n`)
}

/** Says something that must not be overlooked. */
export function notice(/** @type {string[]} */ ...lines) {
  const width = Math.max(...lines.map((line) => line.length))
  const edge = '!'.repeat(width + 4)
  say(['', edge, ...lines.map((line) => `! ${line.padEnd(width)} !`), edge, ''].join('\n'))
}

/** @param {unknown} error */
export function describeError(error) {
  if (error instanceof SetupError) {
    return `\nParley: ${error.message}\n  Cause: ${error.reason}\n  Cure:  ${error.cure}`
  }
  return error instanceof Error ? `\nParley: unexpected failure\n${error.stack}` : `\nParley: ${error}`
}

/**
 * Runs a command's main function and turns its outcome into the exit code.
 * @param {(args: string[]) => Promise<number | undefined>} command
 */
export async function runCommand(command) {
  try {
    process.exitCode = (await command(process.argv.slice(2))) ?? 0
  } catch (error) {
    say(describeError(error))
    process.exitCode = 1
  }
}

/**
 * A progress line: redrawn in place on a terminal, one line every tenth elsewhere (a log).
 * @param {string} label
 * @param {{ write: (text: string) => unknown, isTTY?: boolean }} stream
 */
export function progress(label, stream = process.stderr) {
  let lastTenth = -1
  let lastDrawn = 0
  const megabytes = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(0)
  /** @param {number} done @param {number} total */
  return (done, total) => {
    const share = total > 0 ? Math.min(1, done / total) : 0
    const tenth = Math.floor(share * 10)
    const text = `${label} ${Math.floor(share * 100)} % (${megabytes(done)} of ${megabytes(total)} MB)`
    if (!stream.isTTY) {
      if (tenth !== lastTenth) stream.write(`${text}\n`)
      lastTenth = tenth
      return
    }
    const now = Date.now()
    if (now - lastDrawn < 100 && done < total) return
    lastDrawn = now
    const filled = Math.round(share * 24)
    const bar = `[${'#'.repeat(filled)}${'.'.repeat(24 - filled)}]`
    stream.write(`\r${bar} ${text}${done >= total ? '\n' : ''}`)
  }
}
