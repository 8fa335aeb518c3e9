/** A link in an answer may lead to the system's browser or mail program, and nowhere else. */
export const openableAddress = (href: string): string | null => {
  try {
    const url = new URL(href)
    // Credentials serve only to disguise the host; main refuses them as well.
    if (url.username !== '' || url.password !== '') return null
    return url.protocol === 'https:' || url.protocol === 'mailto:' ? url.href : null
  } catch {
    return null
  }
}
