import type { ServerAddress, ServerDraft } from '../model/toolServer'

/** Loaders, interpreters, package runners and shells take from these which code they run, and from where. */
const beginnings =
  /^(?:LD_|DYLD_|NODE_|NPM_|YARN_|PNPM_|BUN_|DENO_|PYTHON|UV_|PIP_|PIPX_|GIT_|RUBY|GEM_|BUNDLE_|PERL5|JAVA_|_JAVA_|JDK_|DOTNET_|CORECLR_|CARGO_|DOCKER_|ELECTRON_|GCONV_|XDG_)/i
const wholes =
  /^(?:PATH|PATHEXT|COMSPEC|SYSTEMROOT|HOME|USERPROFILE|APPDATA|SHELL|ENV|BASH_ENV|BASHOPTS|SHELLOPTS|IFS|PS4|PROMPT_COMMAND|EDITOR|VISUAL|PAGER|PERLLIB|PHPRC|GOPROXY|GOFLAGS|GOENV|GOTOOLCHAIN|SSL_CERT_\w+|\w+_CA_BUNDLE|\w+_INDEX_URL|\w+_REGISTRY)$/i
/** Beginnings of such names are also those of keys, which are read by their own service alone. */
const secret = /(?:TOKEN|PASSWORD|SECRET|API_?KEY|_AUTH|_AUTH_CONFIG)$/i

/** True for a variable that decides which code a program runs: its value is shown, and agreed to. */
export const steersPrograms = (name: string): boolean =>
  (beginnings.test(name) || wholes.test(name)) && !secret.test(name)

/** The draft with such variables in its address, where the consent shows them and is bound to them. */
export const withSteering = (draft: ServerDraft): ServerDraft => {
  const { address, secrets } = draft
  if (address.type !== 'stdio') return draft
  const steering: Record<string, string> = { ...address.steering }
  for (const name of address.env.filter(steersPrograms)) steering[name] = secrets[name] ?? ''
  if (Object.keys(steering).length === 0) return draft
  return {
    ...draft,
    address: { ...address, env: address.env.filter((name) => !steersPrograms(name)), steering },
    secrets: Object.fromEntries(Object.entries(secrets).filter(([name]) => !steersPrograms(name))),
  }
}

/** The values that the user agreed to. */
export const steeringOf = (address: ServerAddress): Readonly<Record<string, string>> =>
  address.type === 'stdio' ? (address.steering ?? {}) : {}
