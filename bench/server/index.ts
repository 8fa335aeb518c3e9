import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { charactersPerToken, longAnswer, longCode } from '../lib/markdown'
import { type AnswerSpec, monotonicMs, type ServerReport, specOf } from './answerSpec'

// An OpenAI-compatible server in a process of its own: pacing and clocks do not depend on what the harness is
// doing.

const tickMs = 4
/** The harness gets the times at which these tokens left: it measures what those between them cost. */
const reportedTokens = 250

const report = (message: ServerReport): void => {
  process.send?.(message)
}

const server = createServer((request, response) => {
  const at = monotonicMs()
  const path = (request.url ?? '').split('?', 1)[0]
  if (request.method === 'GET' && path === '/v1/models') {
    response.setHeader('content-type', 'application/json')
    response.end(
      JSON.stringify({
        object: 'list',
        data: [{ id: 'bench', object: 'model', created: 0, owned_by: 'bench' }],
      }),
    )
    return
  }
  if (request.method !== 'POST' || path !== '/v1/chat/completions') {
    response.writeHead(404).end()
    return
  }
  answer(request, response, at).catch((error: unknown) => {
    console.error(error)
    response.destroy()
  })
})
server.listen(0, '127.0.0.1', () => {
  report({ type: 'listening', port: (server.address() as AddressInfo).port })
})
process.on('disconnect', () => process.exit(0))

const answer = async (request: IncomingMessage, response: ServerResponse, at: number): Promise<void> => {
  const spec = specOf(await questionOf(request))
  if (!spec) {
    // Not a question of the harness, which must not take it for one.
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.end(`${event({ content: 'Bench' })}${event({}, 'stop')}data: [DONE]\n\n`)
    return
  }
  report({ type: 'request', at })
  const events = tokensFor(spec).map((text) => event({ content: text }))
  await pause(spec.delayMs)
  const end = `${event({}, 'stop')}data: [DONE]\n\n`
  response.socket?.setNoDelay(true)
  const first = monotonicMs()
  // Headers leave with the first token: nothing warns the client.
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  report({ type: 'first-byte', at: first })
  if (spec.rate === 0) response.write(events.join(''))
  else await pace(response, events, spec.rate, first)
  response.end(end)
  report({ type: 'last-byte', at: monotonicMs(), tokens: events.length })
}

/** Each token at its own time, counted from the first: a late tick is made up for, so that the rate holds. */
const pace = async (
  response: ServerResponse,
  events: readonly string[],
  rate: number,
  first: number,
): Promise<void> => {
  let sent = 0
  while (sent < events.length && !response.destroyed) {
    const due = Math.min(events.length, Math.floor(((monotonicMs() - first) / 1000) * rate) + 1)
    if (due > sent) {
      response.write(events.slice(sent, due).join(''))
      const passed = Math.floor(due / reportedTokens)
      if (passed > Math.floor(sent / reportedTokens))
        report({ type: 'token', count: passed * reportedTokens, at: monotonicMs() })
      sent = due
    }
    await pause(tickMs)
  }
}

const questionOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const { messages } = JSON.parse(Buffer.concat(chunks).toString()) as {
    messages: readonly { role: string; content: string | readonly { text?: string }[] }[]
  }
  const content = messages.findLast(({ role }) => role === 'user')?.content ?? ''
  return typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('')
}

const tokensFor = ({ kind, size, seed, last, piece = ' ' }: AnswerSpec): string[] => {
  switch (kind) {
    case 'mixed':
      return tokensOf(`${longAnswer(size, seed)}${last}\n`)
    case 'code':
      return tokensOf(`${longCode(size, seed)}${last}\n`)
    case 'repeated': {
      const length = size * charactersPerToken
      return tokensOf(`${piece.repeat(Math.ceil(length / piece.length)).slice(0, length)}\n\n${last}\n`)
    }
    case 'line':
      // Its first token can be told from all others.
      return [last, ...Array.from({ length: size }, () => ' and')]
  }
}

const tokensOf = (text: string): string[] => {
  const tokens: string[] = []
  for (let at = 0; at < text.length; at += charactersPerToken)
    tokens.push(text.slice(at, at + charactersPerToken))
  return tokens
}

const event = (delta: object, finish: string | null = null): string =>
  `data: ${JSON.stringify({
    id: 'bench',
    object: 'chat.completion.chunk',
    created: 0,
    model: 'bench',
    choices: [{ index: 0, delta, finish_reason: finish }],
  })}\n\n`

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
