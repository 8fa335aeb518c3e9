import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { aloneOnDesktop, call, expect, test } from './fixtures'
import { holdKeys, letGoOfKeys, pressKeys } from './helpers/keys'
import { listeners, sayWithFlite, speakInto } from './helpers/microphone'
import { hasKeys } from './helpers/quick'

aloneOnDesktop()

test.afterEach(letGoOfKeys)

const barPage = async (app: ElectronApplication): Promise<Page> => {
  const isBar = (page: Page) => page.url().endsWith('/dictation.html')
  return app.windows().find(isBar) ?? app.waitForEvent('window', isBar)
}

/** A terminal whose lines go to a file: what is typed there is what arrived. */
const openTerminal = async (folder: string) => {
  const file = join(folder, 'typed.txt')
  const child = spawn('xterm', ['-T', 'Terminal', '-e', 'sh', '-c', `cat > ${file}`], { stdio: 'ignore' })
  await hasKeys('Terminal')
  return {
    typed: () => (existsSync(file) ? readFileSync(file, 'utf8') : ''),
    close: () => void child.kill(),
  }
}

test('held, talked into, let go: the words are on their way', async ({ parley, server, folder }) => {
  server.script('/v1/audio/transcriptions', [({ json }) => json(200, { text: ' Hello over there. ' })])
  const said = await sayWithFlite('Hello over there.')
  const { app, page } = parley
  await call(page, 'settings.update', { dictationAccelerator: 'CmdOrCtrl+Shift+D' })
  const terminal = await openTerminal(folder)
  const t0 = Date.now()
  await holdKeys('ctrl+shift+d')
  const bar = await barPage(app)
  await expect(bar.getByRole('status')).toContainText('Listening')
  console.log('listening after', Date.now() - t0)
  await hasKeys('Terminal')
  await speakInto(said, join(folder, 'said.wav'))
  await bar.screenshot({ path: 'out/dictate-bar1.png' })
  await letGoOfKeys()
  await expect(bar.getByRole('status')).toContainText('Copied')
  await bar.screenshot({ path: 'out/dictate-bar2.png' })
  await expect.poll(listeners).toBe(0)
  await hasKeys('Terminal')
  const t1 = Date.now()
  await holdKeys('ctrl+shift+d')
  await expect(bar.getByRole('status')).toContainText('Listening')
  console.log('listening again after', Date.now() - t1)
  await expect.poll(listeners).toBe(1)
  await pressKeys('Escape')
  await expect(bar.getByRole('status')).toBeHidden()
  await expect.poll(listeners).toBe(0)
  terminal.close()
})
