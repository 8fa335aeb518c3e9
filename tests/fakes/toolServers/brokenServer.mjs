// A tool server that does one thing wrong, named by its first argument. Protocol of 2025, by hand: each fault
// is one that no package would let a server make.
import { createInterface } from 'node:readline'

const [fault = ''] = process.argv.slice(2)
const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
const tool = (name, description) => ({ name, description, inputSchema: { type: 'object' } })
let tools = [tool('work', 'Works'), tool('die', 'Ends the server'), tool('hang', 'Never answers')]

if (fault === 'exits') {
  process.stderr.write('Missing API key: set FOO_TOKEN\n')
  process.exit(3)
}
if (fault === 'tells') {
  process.stderr.write(`Not a key: ${process.env.TOKEN}\n`)
  process.exit(3)
}
if (fault === 'rubbish') {
  setInterval(() => process.stdout.write('<html>this is no protocol</html>\n'), 20)
}
if (fault === 'logs') process.stdout.write('Server listening on stdio!\n[debug] {"not":"a message"}\n')

const results = {
  work: () => ({ content: [{ type: 'text', text: 'worked' }] }),
  die: () => process.exit(9),
  hang: () => null,
  long: () => ({ content: [{ type: 'text', text: 'x'.repeat(3_000_000) }] }),
  // Asks, and does not wait for the answer.
  impatient: () => {
    const requestedSchema = { type: 'object', properties: { name: { type: 'string' } } }
    send({ id: 'asked', method: 'elicitation/create', params: { message: 'Who are you?', requestedSchema } })
    send({ method: 'notifications/cancelled', params: { requestId: 'asked' } })
    return null
  },
  grow: () => {
    tools = [...tools, tool('grown', 'Came later')]
    send({ method: 'notifications/tools/list_changed' })
    return { content: [] }
  },
}

const answer = ({ id, method, params }) => {
  if (fault === 'silent' || fault === 'rubbish' || id === undefined) return
  if (fault === 'strict' && method === 'server/discover') process.exit(1)
  if (method === 'initialize') {
    const capabilities = { tools: { listChanged: true } }
    send({
      id,
      result: { protocolVersion: '2025-06-18', capabilities, serverInfo: { name: fault, version: '1' } },
    })
  } else if (method === 'tools/list') send({ id, result: { tools } })
  else if (method === 'tools/call') {
    const result = results[params.name]?.()
    if (result) send({ id, result })
  } else send({ id, error: { code: -32601, message: 'Method not found' } })
}

createInterface({ input: process.stdin }).on('line', (line) => answer(JSON.parse(line)))
