import { createSocket } from 'node:dgram'
import { readdir, readFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { expect, sandboxArgs, sharedParley, test, tryWithoutKey } from './fixtures'

test.describe('in one app', () => {
  const parley = sharedParley()

  test('a page has no Node, no Electron, and only the two functions of the bridge', async () => {
    const { page } = parley()
    const found = await page.evaluate(() => ({
      require: typeof (globalThis as Record<string, unknown>).require,
      process: typeof (globalThis as Record<string, unknown>).process,
      electron: typeof (globalThis as Record<string, unknown>).electron,
      bridge: Object.entries((globalThis as unknown as { parley: object }).parley).map(
        ([name, value]) => `${name}:${typeof value}`,
      ),
      origin: location.origin,
    }))
    expect(found).toEqual({
      require: 'undefined',
      process: 'undefined',
      electron: 'undefined',
      bridge: ['call:function', 'open:function'],
      origin: 'app://parley',
    })
  })

  test('windows are sandboxed and isolated', async () => {
    const { app } = parley()
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows().find((each) => each.getTitle() === 'Parley')
      const contents = window?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
      const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } =
        contents.getLastWebPreferences()
      return { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag }
    })
    expect(preferences).toEqual({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    })
  })

  test('a page cannot eval, load a remote script, picture or font, or reach a server', async () => {
    const { page } = parley()
    const results = await page.evaluate(async () => {
      const violations: string[] = []
      document.addEventListener('securitypolicyviolation', (event) =>
        violations.push(event.effectiveDirective),
      )
      const attempt = async (work: () => unknown) => {
        try {
          await work()
          return 'allowed'
        } catch {
          return 'refused'
        }
      }
      const load = (element: HTMLElement) =>
        new Promise((resolve, reject) => {
          element.addEventListener('load', resolve)
          element.addEventListener('error', () => reject(new Error('blocked')))
          document.head.append(element)
        })
      const image = Object.assign(document.createElement('img'), { src: 'https://example.org/?d=secret' })
      const script = Object.assign(document.createElement('script'), { src: 'https://example.org/a.js' })
      const inline = Object.assign(document.createElement('script'), {
        textContent: 'globalThis.inlineRan = true',
      })
      document.head.append(inline)
      return {
        fetch: await attempt(() => fetch('https://example.org/')),
        local: await attempt(() => fetch('http://127.0.0.1:9/')),
        image: await attempt(() => load(image)),
        script: await attempt(() => load(script)),
        // Not earlier: what the debugger runs itself may eval, what comes in later tasks may not.
        eval: await attempt(() => new Function('return 1')()),
        inline: 'inlineRan' in globalThis ? 'allowed' : 'refused',
        frame: violations.length > 0,
      }
    })
    expect(results).toEqual({
      eval: 'refused',
      fetch: 'refused',
      local: 'refused',
      image: 'refused',
      script: 'refused',
      inline: 'refused',
      frame: true,
    })
  })

  test('WebRTC reaches no other address of this machine, neither by UDP nor by TCP', async () => {
    const { page } = parley()
    const address = Object.values(networkInterfaces())
      .flat()
      .find((each) => each?.family === 'IPv4' && !each.internal)?.address
    const reached: string[] = []
    const udp = createSocket('udp4').on('message', () => reached.push('udp'))
    const tcp = createServer((socket) => {
      reached.push('tcp')
      socket.destroy()
    })
    await Promise.all([
      new Promise<void>((resolve) => udp.bind(0, resolve)),
      new Promise<void>((resolve) => tcp.listen(0, resolve)),
    ])
    const tcpPort = (tcp.address() as AddressInfo).port
    const found = await page.evaluate(
      async (servers) => {
        const connection = new RTCPeerConnection({
          iceServers: servers.map((urls) => ({ urls, username: 'a', credential: 'b' })),
        })
        const candidates: string[] = []
        connection.onicecandidate = ({ candidate }) => candidate && candidates.push(candidate.candidate)
        const gathered = new Promise<void>((resolve) => {
          connection.onicegatheringstatechange = () =>
            connection.iceGatheringState === 'complete' && resolve()
        })
        connection.createDataChannel('out')
        await connection.setLocalDescription(await connection.createOffer())
        await gathered
        connection.close()
        return candidates
      },
      [
        `stun:${address}:${udp.address().port}`,
        `turn:${address}:${tcpPort}?transport=tcp`,
        `turn:localhost:${tcpPort}?transport=tcp`,
      ],
    )
    udp.close()
    tcp.close()
    expect({ found, reached }).toEqual({ found: [], reached: [] })
  })

  test('a window goes nowhere else and opens no other', async () => {
    const { app } = parley()
    const found = await app.evaluate(async ({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows().find((each) => each.getTitle() === 'Parley')
      if (!window) throw new Error('There is no window')
      const { webContents } = window
      // Chromium refuses the way to a file by itself, without asking.
      await webContents.executeJavaScript("location.href = 'file:///etc/passwd'; 0")
      const asked = new Promise((resolve) => webContents.once('will-frame-navigate', resolve))
      await webContents.executeJavaScript("location.href = 'https://example.org/'; 0")
      await asked
      await webContents.executeJavaScript("window.open('https://example.org/'); 0")
      const title: unknown = await webContents.executeJavaScript('document.title')
      // Beside it there may be the quick-ask window, made ahead.
      const windows = BrowserWindow.getAllWindows().filter((each) => each.getTitle() !== 'Quick ask').length
      return { url: webContents.getURL(), title, windows }
    })
    expect(found).toEqual({ url: 'app://parley/', title: 'Parley', windows: 1 })
  })

  test('permissions are denied, whether asked for or looked up', async () => {
    const { page } = parley()
    const states = await page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read']
      const entries = names.map(async (name) => {
        const { state } = await navigator.permissions.query({ name: name as PermissionName })
        return [name, state]
      })
      const asked = await new Promise((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve('allowed'),
          () => resolve('denied'),
        ),
      )
      return { ...Object.fromEntries(await Promise.all(entries)), asked }
    })
    expect(states).toEqual({
      geolocation: 'denied',
      notifications: 'denied',
      camera: 'denied',
      microphone: 'denied',
      midi: 'denied',
      'clipboard-read': 'denied',
      asked: 'denied',
    })
  })

  test('a window that we did not make, or another origin, is refused with a code', async () => {
    const { app } = parley()
    const codes = await app.evaluate(async ({ app, BrowserWindow }) => {
      const preload = `${app.getAppPath()}/out/preload/index.cjs`
      const ask = async (address: string) => {
        const strange = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } })
        await strange.loadURL(address)
        const reply: unknown = await strange.webContents.executeJavaScript(
          "parley.call('app.facts', {}).then((reply) => reply.failure?.code ?? 'answered')",
        )
        strange.destroy()
        return reply
      }
      return [await ask('app://parley/index.html'), await ask('data:text/html,<h1>evil</h1>')]
    })
    expect(codes).toEqual(['ipc/bad-sender', 'ipc/bad-sender'])
  })

  test('links other than https and mailto are not opened outside', async () => {
    const { app, page } = parley()
    await app.evaluate(({ shell }) => {
      const opened: string[] = []
      ;(globalThis as unknown as { opened: string[] }).opened = opened
      shell.openExternal = async (url: string) => {
        opened.push(url)
      }
    })
    await page.keyboard.press('Shift')
    const codes = await page.evaluate(async () => {
      const { parley } = globalThis as unknown as {
        parley: { call(name: string, input: unknown): Promise<{ ok: boolean; failure?: { code: string } }> }
      }
      const urls = ['https://example.org/', 'file:///etc/passwd', 'javascript:alert(1)', 'smb://server/share']
      return Promise.all(
        urls.map(async (url) => (await parley.call('app.openLink', { url })).failure?.code ?? 'opened'),
      )
    })
    expect(codes).toEqual(['opened', 'ipc/bad-input', 'ipc/bad-input', 'ipc/bad-input'])
    expect(await app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)).toEqual([
      'https://example.org/',
    ])
  })
})

test('ATK-22: a page that was taken over opens, reads and connects nothing without a press of the user', async ({
  launch,
  server,
}) => {
  const { app, page } = await launch()
  await tryWithoutKey(page)
  await app.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { opened })
    shell.openExternal = async (url: string) => void opened.push(url)
  })
  // What a script in the page can do: calls, and presses that it makes up itself.
  const tryAll = (names: readonly (readonly [string, unknown])[]) =>
    page.evaluate(async (names) => {
      const { parley } = globalThis as unknown as {
        parley: { call(name: string, input: unknown): Promise<{ ok: boolean; failure?: { code: string } }> }
      }
      const field = document.querySelector('textarea')
      field?.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true }))
      field?.dispatchEvent(new MouseEvent('mousedown', { bubbles: true }))
      field?.click()
      const codes: string[] = []
      for (const [name, input] of names) codes.push((await parley.call(name, input)).failure?.code ?? 'done')
      return codes
    }, names)
  const links = Array.from(
    { length: 20 },
    (_, n) => ['app.openLink', { url: `https://evil.test/?q=${n}` }] as const,
  )
  const others = [
    ['capture.clipboard', {}],
    ['capture.selection', {}],
    ['background.setStartAtLogin', { isOn: true }],
    ['engines.connect', { kind: 'compatible', baseUrl: server.baseUrl }],
    ['app.showFolder', { folder: 'logs' }],
  ] as const
  // Longer than any press of the steps before is fresh: its own is spent first.
  await tryAll([['capture.clipboard', {}]])
  expect(new Set(await tryAll([...links, ...others]))).toEqual(new Set(['ipc/no-press']))
  expect(server.requests).toEqual([])
  // The microphone is main's to give, and main gives it to a press.
  const heard = await page.evaluate(async () => {
    const { parley } = globalThis as unknown as {
      parley: { open(name: string, input: unknown, onMessage: (message: unknown) => void): unknown }
    }
    const where = { conversationId: null, engineId: null, purpose: 'talk' }
    const told = await new Promise((resolve) => parley.open('dictation.hold', where, resolve))
    const opened = await navigator.mediaDevices.getUserMedia({ audio: true }).then(
      () => 'open',
      (error: DOMException) => error.name,
    )
    return [JSON.stringify(told), opened]
  })
  expect(heard).toEqual([expect.stringContaining('ipc/no-press'), 'NotAllowedError'])

  // One press asks for one act.
  await page.keyboard.press('Shift')
  expect(await tryAll(links)).toEqual(['done', ...links.slice(1).map(() => 'ipc/no-press')])
  expect(await app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)).toEqual([
    'https://evil.test/?q=0',
  ])

  // A server that was connected is asked once the user has pressed something since.
  await page.keyboard.press('Shift')
  const ask = ['runs.start', { conversationId: null, prompt: 'Everything that was said' }] as const
  expect(await tryAll([others[3], ask])).toEqual(['done', 'ipc/no-press'])
  await page.getByRole('textbox', { name: 'Message' }).fill('Hello')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('article', { name: /^Assistant/ })).toBeVisible()
})

test('root starts it without the sandbox switch only where root must', () => {
  expect(sandboxArgs.length > 0).toBe(process.getuid?.() === 0)
})

test('nothing that was said and no key reaches the logs', async ({ launch, folder }) => {
  const { page, quit } = await launch()
  await tryWithoutKey(page)
  await page.getByRole('textbox', { name: 'Message' }).fill('The canary sings sk-canary-0123456789 tonight')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('article', { name: /^Assistant/ })).not.toHaveAttribute('aria-busy', 'true')
  await quit()
  const logs = await readdir(join(folder, 'logs'))
  expect(logs.length).toBeGreaterThan(0)
  for (const name of logs) {
    const text = await readFile(join(folder, 'logs', name), 'utf8')
    expect(text).not.toContain('canary')
  }
})
