import { SetupError } from './report.mjs'

/**
 * Says what to do where there is no screen to open a window on.
 * @param {string} command
 */
export function requireScreen(command, platform = process.platform, environment = process.env) {
  if (platform !== 'linux' || environment.DISPLAY || environment.WAYLAND_DISPLAY) return
  throw new SetupError('there is no screen to open a window on', {
    reason: 'Neither DISPLAY nor WAYLAND_DISPLAY is set.',
    cure: [
      'one of these:',
      `in a desktop session:    ${command}`,
      `from another computer:   ssh -X HOST, then ${command}`,
      `without any screen:      xvfb-run -a ${command}   (Debian: apt-get install xvfb xauth)`,
      'only to see that it works: npm test   (brings its own display)',
    ].join('\n         '),
  })
}

/** Chromium refuses to run its sandbox as root; nobody else may switch it off. */
export function rootSwitches(platform = process.platform, userId = process.getuid?.()) {
  return platform === 'linux' && userId === 0 ? ['--no-sandbox'] : []
}
