import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { type ClipboardKeeper, CommandWay } from '../../../../src/main/insertion/commands/CommandWay'
import type { CommandLine, Ran } from '../../../../src/main/insertion/commands/command'
import { macCommands, readAppInfo } from '../../../../src/main/insertion/commands/macCommands'
import { waylandCommands } from '../../../../src/main/insertion/commands/waylandCommands'
import { windowsCommands } from '../../../../src/main/insertion/commands/windowsCommands'
import type { FrontWindow } from '../../../../src/main/insertion/textInsertion'

const notes: FrontWindow = { id: '4711', name: 'Notes', isTerminal: false }
const ran = (code: number | null, errors = '', output = ''): Ran => ({ code, output, errors })

/** A clipboard with a text and a format of its own. */
class FakeClipboard implements ClipboardKeeper<readonly [string, string]> {
  words = 'before'
  html = '<b>before</b>'
  async read() {
    return [this.words, this.html] as const
  }
  async write([words, html]: readonly [string, string]) {
    this.words = words
    this.html = html
  }
  async text() {
    return this.words
  }
  async putText(text: string) {
    this.words = text
    this.html = ''
  }
}

const start = (result: Ran, whilePasting: (clipboard: FakeClipboard) => void = () => {}) => {
  const clipboard = new FakeClipboard()
  const lines: CommandLine[] = []
  const way = new CommandWay({
    commands: macCommands,
    clipboard,
    run: async (line) => {
      lines.push(line)
      expect(clipboard.words).toBe('the answer')
      whilePasting(clipboard)
      return result
    },
    wait: async () => {},
  })
  return { way, clipboard, lines }
}

test('the clipboard is as it was in all its formats, whether it was pasted or not', async () => {
  for (const [result, problem] of [
    [ran(0), null],
    [ran(1, 'execution error: osascript is not allowed to send keystrokes. (1002)'), 'permission'],
  ] as const) {
    const { way, clipboard } = start(result)
    expect(await way.insert('the answer', notes)).toBe(problem)
    expect(clipboard).toMatchObject({ words: 'before', html: '<b>before</b>' })
  }
})

test('what the user copied meanwhile stays', async () => {
  const { way, clipboard } = start(ran(0), (each) => {
    each.words = 'of the user'
    each.html = ''
  })
  expect(await way.insert('the answer', notes)).toBeNull()
  expect(clipboard).toMatchObject({ words: 'of the user', html: '' })
})

test('the text is never an argument of a program', async () => {
  const { way, lines } = start(ran(0))
  await way.insert('the answer', notes)
  expect(lines).toHaveLength(1)
  expect(JSON.stringify(lines)).not.toContain('the answer')
})

test('macOS: the program in front by its number, the paste by System Events', async () => {
  const front = await macCommands.front(async ({ file, args }) => {
    expect(file).toBe('/usr/bin/lsappinfo')
    return args[0] === 'front'
      ? ran(0, '', 'ASN:0x0-0x1a01a:\n')
      : ran(0, '', args.at(-1) === 'ASN:0x0-0x1a01a:' ? '"LSDisplayName"="Notes"\n"pid"=4711\n' : '')
  })
  expect(front).toEqual(notes)
  expect(readAppInfo('')).toBeNull()
  expect(readAppInfo('"LSDisplayName"="iTerm2"\n"pid"=5')).toMatchObject({ isTerminal: true })
  const { file, args } = macCommands.paste(notes, true)
  expect([file, args[0], args.at(-1)]).toEqual(['/usr/bin/osascript', '-e', '4711'])
  expect(args[1]).toContain('keystroke "v" using command down')
  expect(macCommands.isThere({ ...notes, id: String(process.pid) })).toBe(true)
  expect(macCommands.isThere({ ...notes, id: '999999999' })).toBe(false)
})

test.each([
  ['System Events got an error: osascript is not allowed assistive access. (-1719)', 'permission'],
  ['Not authorised to send Apple events to System Events. (-1743)', 'permission'],
  ['execution error: It did not come to the front (1001)', 'not-in-front'],
  ['Can’t get process 1 whose unix id = 4711. Invalid index. (-1719)', 'gone'],
])('macOS says %j, which is %s', (errors, problem) => {
  expect(macCommands.problemOf(ran(1, errors))).toBe(problem)
})

test('Windows: PowerShell by its whole path, with the script as one argument', () => {
  const commands = windowsCommands('C:\\Windows', 42)
  const { file, args } = commands.paste(notes, false)
  expect(file).toBe('C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe')
  expect(args.slice(0, 3)).toEqual(['-NoProfile', '-NonInteractive', '-EncodedCommand'])
  const script = Buffer.from(args[3] ?? '', 'base64').toString('utf16le')
  expect(script).toContain('$process -ne 42')
  expect(script).toContain('keybd_event(0x56')
  expect(script).not.toContain('exit 4')
  expect(commands.problemOf(ran(3))).toBe('not-in-front')
  expect(commands.problemOf(ran(null))).toBe('no-way')
})

test('Windows: several lines stop before a key is pressed where a terminal has them', async () => {
  const scripts: string[] = []
  const clipboard = new FakeClipboard()
  const way = new CommandWay({
    commands: windowsCommands('C:\\Windows', 42),
    clipboard,
    run: async ({ args }) => {
      scripts.push(Buffer.from(args[3] ?? '', 'base64').toString('utf16le'))
      return ran(4)
    },
    wait: async () => {},
  })
  expect(await way.insert('cd /\nls', notes)).toBe('lines')
  const [script = ''] = scripts
  expect(script).toContain('ConsoleWindowClass')
  expect(script.indexOf('exit 4')).toBeGreaterThan(script.indexOf('exit 3'))
  expect(script.indexOf('exit 4')).toBeLessThan(script.indexOf('::keybd_event'))
  expect(clipboard.words).toBe('before')
})

test('Wayland: the program that is there; without one nothing is in front', async () => {
  const found = (there: readonly string[]) =>
    waylandCommands(async (name) => (there.includes(name) ? `/usr/bin/${name}` : null))
  const run = async () => ran(0)
  const both = found(['wtype', 'ydotool'])
  expect(await both.front(run)).not.toBeNull()
  expect(both.paste(notes, false)).toEqual({
    file: '/usr/bin/wtype',
    args: ['-M', 'ctrl', '-k', 'v', '-m', 'ctrl'],
  })
  const one = found(['ydotool'])
  await one.front(run)
  expect(one.paste(notes, false)).toEqual({
    file: '/usr/bin/ydotool',
    args: ['key', '29:1', '47:1', '47:0', '29:0'],
  })
  expect(await found([]).front(run)).toBeNull()
})
