import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ServerProcess, startServerProcess } from './serverProcess'

export interface SearxPage {
  readonly url: string
  readonly title: string
  readonly content: string
}

/** Searches a list with grep: no engine of the Internet is asked. */
const settingsFor = (port: number, list: string) => ({
  general: { debug: false, instance_name: 'Tests' },
  brand: Object.fromEntries(
    [
      'docs_url',
      'git_url',
      'git_branch',
      'issue_url',
      'new_issue_url',
      'public_instances',
      'wiki_url',
      'twitter_url',
    ].map((name) => [name, '']),
  ),
  search: {
    safe_search: 0,
    autocomplete: '',
    default_lang: '',
    ban_time_on_fail: 0,
    max_ban_time_on_fail: 0,
  },
  server: {
    port,
    bind_address: '127.0.0.1',
    secret_key: 'for tests only',
    base_url: false,
    image_proxy: false,
    http_protocol_version: '1.0',
    method: 'GET',
    default_http_headers: {},
  },
  ui: {
    static_path: '/usr/share/python3-searx/static',
    templates_path: '/usr/share/python3-searx/templates',
    default_theme: 'oscar',
    default_locale: '',
    theme_args: { oscar_style: 'logicodev' },
  },
  outgoing: { request_timeout: 2.0, useragent_suffix: '' },
  enabled_plugins: [],
  checker: { additional_tests: {}, tests: {}, off_when_debug: true },
  doi_resolvers: { none: 'https://doi.invalid/' },
  default_doi_resolver: 'none',
  locales: { en: 'English' },
  engines: [
    {
      name: 'pages',
      engine: 'command',
      shortcut: 'pg',
      command: ['grep', '-i', '{{QUERY}}', list],
      delimiter: { chars: '\t', keys: ['url', 'title', 'content'] },
      categories: 'general',
    },
  ],
})

/** Debian's searx (its package `searx`) over these pages alone. */
export const startSearx = async (pages: readonly SearxPage[]): Promise<ServerProcess> => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-searx-'))
  const list = join(folder, 'pages.tsv')
  const settings = join(folder, 'settings.yml')
  writeFileSync(list, pages.map(({ url, title, content }) => `${url}\t${title}\t${content}\n`).join(''))
  const server = await startServerProcess({
    // The system's own: another one that comes first in the PATH does not know the package.
    program: '/usr/bin/python3',
    args: (port) => {
      // JSON is YAML.
      writeFileSync(settings, JSON.stringify(settingsFor(port, list)))
      return ['-m', 'searx.webapp']
    },
    env: () => ({ SEARX_SETTINGS_PATH: settings }),
    ready: /Running on/,
  })
  return {
    ...server,
    stop: async () => {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
