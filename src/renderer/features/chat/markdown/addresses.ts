/** A link in an answer may lead to the system's browser or mail program, and nowhere else. */
export const openableAddress = (href: string): string | null => {
  try {
    const url = new URL(href)
    // Credentials serve only to disguise the host; main refuses them as well.
    if (url.username !== '' || url.password !== '') return null
    return ['https:', 'http:', 'mailto:'].includes(url.protocol) ? url.href : null
  } catch {
    return null
  }
}

/** Words beyond these are a sentence, not an address. */
const longestShown = 300
/** Endings that are not also those of files: "Node.js" and "main.rs" name no host. */
const topLevels =
  'com|org|net|edu|gov|int|info|biz|io|dev|app|ai|co|me|tv|eu|uk|de|fr|es|it|nl|ch|at|be|dk|se|no|fi|pl|cz|pt|ie|jp|cn|kr|in|au|nz|br|mx|ca|us|ru|ua|tr|za|xyz|online|site|shop|store|bank|cloud'
const labels = String.raw`(?:[\p{L}\p{N}-]{1,63}\.){1,8}`
const namedWithScheme = new RegExp(String.raw`(?:https?:\/\/|\bwww\.)(${labels}\p{L}{2,24})`, 'iu')
const namedAlone = new RegExp(String.raw`(?:^|[\s@(])(${labels}(?:${topLevels}))(?![\p{L}\p{N}-])`, 'iu')
/** Letters of these scripts pass for Latin ones. */
const deceptive = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u

/**
 * The host that a link leads to, where its words name another one, or hide it behind letters that look like
 * Latin ones; otherwise null. `href` is the link as it was written.
 */
export const disguisedHost = (words: string, href: string): string | null => {
  const target = hostOf(href)
  if (target === null) return null
  const shown = words.slice(0, longestShown)
  const named = (namedWithScheme.exec(shown) ?? namedAlone.exec(shown))?.[1]
  const isDeceptive = target.startsWith('xn--') || target.includes('.xn--')
  if (isDeceptive && !/\.xn--[^.]+$/.test(target) && deceptive.test(shown + href)) return target
  if (named === undefined) return null
  const promised = hostOf(`https://${named}`)
  if (promised === null || target === promised || target.endsWith(`.${promised}`)) return null
  return target
}

const hostOf = (href: string): string | null => {
  if (!URL.canParse(href)) return null
  const { protocol, hostname, pathname } = new URL(href)
  const host = protocol === 'mailto:' ? hostname || pathname.replace(/^.*@/, '').toLowerCase() : hostname
  return host === '' ? null : host.replace(/^www\./, '')
}
