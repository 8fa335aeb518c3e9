// A tool server of revision 2026-07-28 by the protocol's own package, which refuses older ones: over `stdio`,
// or over `http` on a port that it writes to its output. Two of its tools want something of the user.
import { createServer } from 'node:http'
import { createMcpHandler, inputRequired, McpServer } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'

const text = (words) => ({ content: [{ type: 'text', text: words }] })
const answerIn = (context, key) => context.mcpReq.inputResponses?.[key]

const create = () => {
  const server = new McpServer({ name: 'modern', version: '1.0.0' }, { capabilities: { tools: {} } })
  server.registerTool('hello', { description: 'Greets' }, () => text('hello of 2026'))
  server.registerTool('asks-name', { description: 'Asks for a name' }, (context) => {
    const answer = answerIn(context, 'name')
    if (answer) return text(`answer: ${JSON.stringify(answer)}`)
    const requestedSchema = {
      type: 'object',
      properties: { name: { type: 'string', title: 'Name' } },
      required: ['name'],
    }
    const name = inputRequired.elicit({ message: 'Who are you?', requestedSchema })
    return inputRequired({ inputRequests: { name } })
  })
  server.registerTool('asks-page', { description: 'Asks for a page' }, (context) => {
    const answer = answerIn(context, 'page')
    if (answer) return text(`answer: ${JSON.stringify(answer)}`)
    const page = inputRequired.elicitUrl({ message: 'Sign in', url: 'https://example.org/in' })
    return inputRequired({ inputRequests: { page } })
  })
  return server
}

const bodyOf = async (request) => {
  const pieces = []
  for await (const piece of request) pieces.push(piece)
  return Buffer.concat(pieces)
}

if (process.argv[2] === 'stdio') serveStdio(create, { legacy: 'reject' })
else {
  const handler = createMcpHandler(create, { legacy: 'reject' })
  const server = createServer(async (request, response) => {
    const { method, url, headers } = request
    const body = method === 'POST' ? await bodyOf(request) : undefined
    const answer = await handler.fetch(new Request(`http://127.0.0.1${url}`, { method, headers, body }))
    response.writeHead(answer.status, Object.fromEntries(answer.headers))
    for await (const piece of answer.body ?? []) response.write(piece)
    response.end()
  })
  server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`))
}
