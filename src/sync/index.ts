import { faultPlace } from './faultPlace'
import { openPort } from './port'
import { SyncHost } from './SyncHost'

const port = openPort()
const host = new SyncHost(port.post, (error) => console.error(faultPlace(error)))

// A fault in here ends the process: main starts it again for the next look, which begins where this one was.
const fail = (error: unknown): never => {
  console.error(faultPlace(error))
  process.exit(1)
}
process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)
// Main is gone.
process.on('disconnect', () => process.exit(0))

port.onRequest((request, library) => {
  if (request.type === 'close') process.exit(0)
  else if (request.type === 'library') {
    if (library) host.meetLibrary(library)
  } else host.handle(request)
})
