import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, type ServerProcess, startServerProcess } from './serverProcess'

/** A machine whose Syncthing keeps a folder in step with the other's. */
export interface SyncthingMachine {
  readonly folder: string
  start(): Promise<void>
  stop(): Promise<void>
}

/** Two machines with a real Syncthing each, that know of each other and of nothing else. Neither runs yet. */
export const makeSyncthingPair = async (
  home: string,
): Promise<readonly [SyncthingMachine, SyncthingMachine]> => {
  const made = await Promise.all(
    ['one', 'other'].map(async (name) => {
      const [own, folder] = [join(home, name, 'syncthing'), join(home, name, 'folder')]
      for (const each of [own, folder]) mkdirSync(each, { recursive: true })
      syncthing(own, 'generate', '--no-default-folder', '--skip-port-probing')
      return { own, folder, id: syncthing(own, '--device-id').trim(), port: await freePort() }
    }),
  )
  for (const { own, folder, port } of made)
    writeFileSync(join(own, 'config.xml'), configOf(folder, port, made))
  const [one, other] = made.map(machineOf)
  if (!one || !other) throw new Error('There are two')
  return [one, other]
}

interface Made {
  readonly own: string
  readonly folder: string
  readonly id: string
  readonly port: number
}

const syncthing = (home: string, ...args: readonly string[]): string =>
  execFileSync('syncthing', [...args, `--home=${home}`], { encoding: 'utf8', env: environmentOf(home) })

const environmentOf = (home: string): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: home,
  STNORESTART: '1',
  STNOUPGRADE: '1',
})

const machineOf = ({ own, folder }: Made): SyncthingMachine => {
  let running: ServerProcess | null = null
  return {
    folder,
    start: async () => {
      running = await startServerProcess({
        program: 'syncthing',
        args: () => ['serve', `--home=${own}`, '--no-browser', '--no-restart'],
        env: () => environmentOf(own),
        ready: /Ready to synchronize/,
      })
    },
    stop: async () => {
      await running?.stop()
      running = null
    },
  }
}

/** Nothing is announced, relayed or reported. The newest files go first: packs before their predecessors. */
const configOf = (folder: string, port: number, all: readonly Made[]): string => `<configuration version="36">
  <folder id="parley" path="${folder}" type="sendreceive" rescanIntervalS="3600" fsWatcherEnabled="true" fsWatcherDelayS="1">
    ${all.map(({ id }) => `<device id="${id}"></device>`).join('\n    ')}
    <order>newestFirst</order>
    <maxConflicts>10</maxConflicts>
  </folder>
  ${all
    .map(
      ({ id, port: at }) => `<device id="${id}" name="${at}" compression="never">
    <address>tcp://127.0.0.1:${at}</address>
  </device>`,
    )
    .join('\n  ')}
  <gui enabled="false"></gui>
  <options>
    <listenAddress>tcp://127.0.0.1:${port}</listenAddress>
    <globalAnnounceEnabled>false</globalAnnounceEnabled>
    <localAnnounceEnabled>false</localAnnounceEnabled>
    <relaysEnabled>false</relaysEnabled>
    <natEnabled>false</natEnabled>
    <reconnectionIntervalS>1</reconnectionIntervalS>
    <urAccepted>-1</urAccepted>
    <autoUpgradeIntervalH>0</autoUpgradeIntervalH>
    <crashReportingEnabled>false</crashReportingEnabled>
    <startBrowser>false</startBrowser>
  </options>
</configuration>
`
