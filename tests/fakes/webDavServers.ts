import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { freePort, type ServerProcess, startServerProcess } from './serverProcess'

/** A WebDAV server by others over a folder, and how it is reached. */
export interface WebDavServer extends ServerProcess {
  readonly address: string
  readonly user: string
  readonly password: string
}

/** `rclone serve webdav`, which keeps the pieces of cut uploads and ignores conditions. */
export const startRclone = async (folder: string): Promise<WebDavServer> => {
  const [user, password] = ['user', 'pass word']
  const server = await startServerProcess({
    program: 'rclone',
    args: (port) => [
      'serve',
      'webdav',
      folder,
      '--addr',
      `127.0.0.1:${port}`,
      '--user',
      user,
      '--pass',
      password,
      '-v',
    ],
    env: () => ({ HOME: folder, RCLONE_CONFIG: join(folder, '..', 'no-rclone.conf') }),
    ready: /Serving|started on/i,
  })
  return { ...server, address: server.url, user, password }
}

/** Apache with mod_dav, as many a NAS has it. */
export const startApache = async (folder: string): Promise<WebDavServer> => {
  const port = await freePort()
  const served = join(folder, 'served')
  const own = join(folder, 'apache')
  for (const each of [served, own]) mkdirSync(each, { recursive: true, mode: 0o777 })
  const modules = ['mpm_event', 'authz_core', 'dav', 'dav_fs']
    .map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`)
    .join('\n')
  const config = join(own, 'apache.conf')
  writeFileSync(
    config,
    `ServerRoot ${own}
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${own}/pid
${modules}
ErrorLog ${own}/error.log
LogLevel info
CustomLog ${own}/access.log "%h %u %t \\"%r\\" %>s %b"
DavLockDB ${own}/locks
DocumentRoot ${served}
<Directory ${served}>
  Dav On
  Require all granted
</Directory>
${process.getuid?.() === 0 ? 'User www-data\nGroup www-data' : ''}
`,
  )
  if (process.getuid?.() === 0) {
    for (const each of [folder, served, own]) chownSync(each, 33, 33)
  }
  const child = spawn('/usr/sbin/apache2', ['-f', config, '-D', 'FOREGROUND'], { stdio: 'ignore' })
  const gone = once(child, 'exit')
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  // It writes to a file alone, so that the port itself tells that it is there.
  await listening(port, child)
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    address: `http://127.0.0.1:${port}`,
    user: '',
    password: '',
    output: () => readFileSync(join(own, 'error.log'), 'utf8'),
    stop: async () => {
      process.off('exit', kill)
      child.kill('SIGTERM')
      await gone
    },
  }
}

const listening = async (port: number, child: ChildProcess): Promise<void> => {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`Apache ended with ${child.exitCode}`)
    const socket = connect(port, '127.0.0.1')
    const isThere = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    socket.destroy()
    if (isThere) return
    await setTimeout(20)
  }
}
