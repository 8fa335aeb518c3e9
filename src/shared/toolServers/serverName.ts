const runners = new Set([
  'npx',
  'bunx',
  'uvx',
  'pipx',
  'pnpx',
  'deno',
  'node',
  'bun',
  'python',
  'python3',
  'uv',
])
/** Words of runners that stand before what is run. */
const runnerWords = new Set([
  '-y',
  '--yes',
  'run',
  'dlx',
  'exec',
  'x',
  'tool',
  '-q',
  '--quiet',
  '-m',
  '-i',
  '--rm',
])

/** `name@1.2`, `name==1.2` and `name:tag` without what stands behind the name. */
const withoutVersion = (name: string): string => {
  const [plain = ''] = name.split('==', 1)
  const at = Math.max(plain.lastIndexOf('@'), plain.lastIndexOf(':'))
  return at > 0 ? plain.slice(0, at) : plain
}

/** The last part of a package, an image or a path, without what every such name has. */
const plainName = (word: string): string => {
  const last = word.split(/[/\\]/).findLast((part) => part !== '') ?? word
  const bare = withoutVersion(last).replace(/\.(m?[jt]s|cjs|py|exe|cmd|sh)$/i, '')
  const plain = bare.replace(
    /^(?:@?mcp[-_]?server[-_]|server[-_]|mcp[-_])|(?:[-_]mcp(?:[-_]server)?|[-_]server)$/g,
    '',
  )
  return plain === '' ? bare : plain
}

/** A name for a server whose text gives none. */
export const nameOfCommand = (command: string, args: readonly string[]): string => {
  const program = plainName(command)
  if (program === 'docker' || program === 'podman') {
    const image = args.find((arg, at) => /^[\w.-]+(\/[\w.-]+)+/.test(arg) && !/^-/.test(args[at - 1] ?? ''))
    return plainName(image ?? program)
  }
  if (!runners.has(program)) return program
  const run = args.find((arg) => !arg.startsWith('-') && !runnerWords.has(arg))
  const name = plainName(run ?? program)
  // `dist/index.js` says less than the folder that it lies in.
  if (!['index', 'main', 'server', 'cli', 'start'].includes(name) || run === undefined) return name
  const folders = run.split(/[/\\]/).slice(0, -1)
  return plainName(
    folders.findLast((each) => !['dist', 'build', 'src', 'lib', 'out', '.', ''].includes(each)) ?? name,
  )
}

/** The host of an address, without what most of them begin with. */
export const nameOfUrl = (url: string): string =>
  (/^https?:\/\/(?:[^@/?#]*@)?(\[[^\]]*\]|[^:/?#]+)/i.exec(url)?.[1] ?? url).replace(/^(?:www|mcp|api)\./, '')
