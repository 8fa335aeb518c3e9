import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access, readdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, dirname, extname, isAbsolute, join, resolve } from 'node:path'
import { AppError } from '@shared/ipc/errors'

type Environment = Readonly<Record<string, string | undefined>>

/** A command as it is started: an absolute path, and the PATH by which it finds what it needs itself. */
export interface FoundCommand {
  readonly file: string
  readonly path: string
}

/** A shell whose start-up files ask or hang must not keep the server from starting. */
const shellLimitMs = 5_000
const mark = '__PARLEY_PATH__'

/**
 * The PATH of the user's login shell, which an app that was started from a dock does not have; null where the
 * shell cannot say. What its start-up files print stays outside the marks.
 */
export const loginPath = (environment: Environment, limitMs = shellLimitMs): Promise<string | null> =>
  new Promise((done) => {
    const shell = environment.SHELL
    if (process.platform === 'win32' || !shell) {
      done(null)
      return
    }
    // `env` in place of `$PATH`: fish has a list there.
    const script = `printf '%s' ${mark}; /usr/bin/env; printf '%s' ${mark}`
    const child = execFile(
      shell,
      ['-ilc', script],
      {
        env: { ...environment, TERM: 'dumb' },
        timeout: limitMs,
        killSignal: 'SIGKILL',
        maxBuffer: 4_000_000,
      },
      (_error, output) => {
        const inside = output.split(mark)[1] ?? ''
        done(/^PATH=(.*)$/m.exec(inside)?.[1] || null)
      },
    )
    child.stdin?.end()
  })

/** What a shell that was started ahead will say; for the next command alone, since the PATH may change. */
let begun: Promise<string | null> | null = null

/** Starts the shell before the command is looked for: it takes as long as everything else until then. */
export const beginLoginPath = (): void => {
  begun ??= loginPath(process.env)
}

const nextLoginPath = (environment: Environment): Promise<string | null> => {
  const path = environment === process.env ? begun : null
  if (path) begun = null
  return path ?? loginPath(environment)
}

/** Folders where package managers put commands, in the order in which they are looked into. */
export const usualFolders = async (home: string, environment: Environment): Promise<readonly string[]> => {
  if (process.platform === 'win32')
    return [
      join(environment.APPDATA ?? join(home, 'AppData/Roaming'), 'npm'),
      join(environment.PROGRAMFILES ?? 'C:/Program Files', 'nodejs'),
      join(home, '.local/bin'),
      join(home, '.cargo/bin'),
      join(home, '.bun/bin'),
      join(home, '.deno/bin'),
      join(environment.LOCALAPPDATA ?? join(home, 'AppData/Local'), 'Volta/bin'),
      join(home, 'scoop/shims'),
    ]
  return [
    join(home, '.local/bin'),
    '/opt/homebrew/bin',
    '/usr/local/bin',
    ...(await versionFolders(join(home, '.nvm/versions/node'), 'bin')),
    ...(await versionFolders(join(home, '.local/share/fnm/node-versions'), 'installation/bin')),
    join(home, '.local/share/fnm/aliases/default/bin'),
    join(home, '.volta/bin'),
    join(home, '.asdf/shims'),
    join(home, '.local/share/mise/shims'),
    join(home, '.cargo/bin'),
    join(home, '.bun/bin'),
    join(home, '.deno/bin'),
    '/usr/bin',
    '/bin',
  ]
}

/** The folders of a version manager, the newest version first. */
const versionFolders = async (folder: string, inside: string): Promise<readonly string[]> => {
  const names = await readdir(folder).catch(() => [])
  const byNumber = new Intl.Collator('en', { numeric: true })
  return names.sort((one, other) => byNumber.compare(other, one)).map((name) => join(folder, name, inside))
}

/** The file itself and, on Windows, with each of the endings that make a file a command there. */
const withEndings = (file: string, environment: Environment): readonly string[] => {
  if (process.platform !== 'win32') return [file]
  const endings = (environment.PATHEXT ?? '.COM;.EXE;.BAT;.CMD').split(';')
  const has = endings.some((ending) => ending.toLowerCase() === extname(file).toLowerCase())
  return has ? [file] : endings.map((ending) => `${file}${ending}`)
}

const isCommand = async (file: string): Promise<boolean> => {
  try {
    await access(file, process.platform === 'win32' ? constants.F_OK : constants.X_OK)
    return (await stat(file)).isFile()
  } catch {
    return false
  }
}

const firstOf = async (files: readonly string[]): Promise<string | null> => {
  for (const file of files) if (await isCommand(file)) return file
  return null
}

/** `~` means the user's folder, as in a shell. */
export const inHome = (path: string, home: string): string =>
  path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : path

/**
 * Looks for a command in the login shell's PATH, in ours and in the usual folders. It is looked for anew at
 * each start, since version managers move what they manage. `toolServer/command-not-found` says where.
 */
export const findCommand = async (
  command: string,
  cwd: string,
  environment: Environment = process.env,
): Promise<FoundCommand> => {
  const home = environment.HOME ?? homedir()
  const ours = environment.PATH ?? environment.Path ?? ''
  const login = await nextLoginPath(environment)
  const listed = [login ?? '', ours]
    .flatMap((path) => path.split(delimiter))
    .filter((each) => isAbsolute(each))
  const folders = [...new Set([...listed, ...(await usualFolders(home, environment))])]
  const wanted = inHome(command, home)
  const isPath = isAbsolute(wanted) || /[/\\]/.test(wanted)
  const places = isPath ? [resolve(cwd, wanted)] : folders.map((folder) => join(folder, wanted))
  const file = await firstOf(places.flatMap((place) => withEndings(place, environment)))
  if (file === null) {
    const looked = isPath ? places : folders
    throw new AppError('toolServer/command-not-found', 'The command of a tool server was not found', {
      command,
      looked: looked.join('\n'),
    })
  }
  // What lies beside a command comes first: `npx` of one version must not run on the `node` of another.
  const path = [...new Set([...(isPath ? [] : [dirname(file)]), ...folders])].join(delimiter)
  return { file, path }
}
