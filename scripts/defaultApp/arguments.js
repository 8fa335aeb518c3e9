// What the words after the Electron executable mean. No Electron here, so that tests can read it.

/**
 * The application (folder or script) is the first word that is neither a switch nor a switch's value.
 * @param {readonly string[]} words
 * @returns {{ application: string | undefined, preloads: string[], wantsVersion: boolean }}
 */
export function readArguments(words) {
  const preloads = []
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? ''
    if (word === '-r' || word === '--require') {
      index += 1
      const module = words[index]
      if (module !== undefined) preloads.push(module)
    } else if (word.startsWith('--require=')) {
      preloads.push(word.slice('--require='.length))
    } else if (word === '-v' || word === '--version') {
      return { application: undefined, preloads, wantsVersion: true }
    } else if (word === '--') {
      return { application: words[index + 1], preloads, wantsVersion: false }
    } else if (!word.startsWith('-')) {
      return { application: word, preloads, wantsVersion: false }
    }
  }
  return { application: undefined, preloads, wantsVersion: false }
}
