import { McpHost } from './McpHost'
import { placeOf } from './placeOf'
import { openPort } from './port'

const [version = '0'] = process.argv.slice(2)
const port = openPort()
const host = new McpHost(port.post, version)

const end = async (): Promise<void> => {
  await host.close()
  process.exit(0)
}

// A fault in here ends the process and, by their watchers, all servers: main starts it again when one is
// needed. A rejection that is not handled comes of what one server sent, and is no reason to end the others.
process.on('uncaughtException', (error) => {
  console.error(placeOf(error))
  process.exit(1)
})
process.on('unhandledRejection', (error) => console.error(placeOf(error)))
// Main is gone.
process.on('disconnect', () => void end())

port.onRequest((request) => {
  if (request.type === 'close') void end()
  else host.handle(request)
})
