import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findServers } from '../../../../src/main/mcp/findServers'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'parley-found-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(home, path)), { recursive: true })
  writeFileSync(join(home, path), text)
}
const find = () => findServers({ home, appData: join(home, '.config') })
const servers = '{"one": {"command": "npx", "args": ["-y", "one"]}}'

test('servers of five programs are found in their files', async () => {
  put('.config/Claude/claude_desktop_config.json', `{"mcpServers": ${servers}}`)
  put('.claude.json', `{"projects": {"/x": {"history": []}}, "mcpServers": ${servers}}`)
  put('.cursor/mcp.json', `{"mcpServers": ${servers}}`)
  put('.config/Code/User/mcp.json', `// mine\n{"servers": ${servers}, "inputs": [],}`)
  put('.lmstudio/mcp.json', `{"mcpServers": ${servers}}`)
  const found = await find()
  expect(found.map(({ program }) => program)).toEqual([
    'Claude Desktop',
    'Claude Code',
    'Cursor',
    'VS Code',
    'LM Studio',
  ])
  expect(found.flatMap((each) => each.servers.map(({ name }) => name))).toEqual(Array(5).fill('one'))
})

test('files that are missing, damaged, or hold other things have none', async () => {
  put('.cursor/mcp.json', '{"mcpServers": ')
  put('.claude.json', '{"projects": {"command": "rm"}, "tool": {"command": "x"}}')
  put('.lmstudio/mcp.json', '[]')
  expect(await find()).toEqual([])
})
