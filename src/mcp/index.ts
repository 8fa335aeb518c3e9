import type { McpHostRequest } from '@shared/ipc/mcpHost'
import { beginLoginPath } from './findCommand'
import { placeOf } from './placeOf'
import { openPort } from './port'

type Request = Exclude<McpHostRequest, { readonly type: 'close' }>

const [version = '0'] = process.argv.slice(2)
const port = openPort()

/** The package takes as long to load as a shell to say its PATH: it is loaded while the shell works. */
let loading: Promise<import('./McpHost').McpHost> | null = null
const load = () => {
  loading ??= import('./McpHost').then(({ McpHost }) => new McpHost(port.post, version), fail)
  return loading
}

const fail = (error: unknown): never => {
  console.error(placeOf(error))
  process.exit(1)
}

const begin = (request: Request): void => {
  const needsShell = request.type === 'call' && request.method === 'connect'
  if (loading === null && needsShell && request.input.address.type === 'stdio') beginLoginPath()
  void load().then((host) => host.handle(request))
}

const end = async (): Promise<void> => {
  if (loading) await (await loading).close()
  process.exit(0)
}

// A fault in here ends the process and, by their watchers, all servers: main starts it again when one is
// needed. A rejection that is not handled comes of what one server sent, and is no reason to end the others.
process.on('uncaughtException', fail)
process.on('unhandledRejection', (error) => console.error(placeOf(error)))
// Main is gone.
process.on('disconnect', () => void end())

port.onRequest((request) => {
  if (request.type === 'close') void end()
  else begin(request)
})
