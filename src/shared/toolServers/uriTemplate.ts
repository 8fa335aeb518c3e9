// Names of one word, as they are or with their reserved characters kept: what servers use in practice.
const blank = /\{(\+?)(\w{1,100})\}/g

/** The blanks of an address, each once; null where it has others than simple ones. */
export const templateBlanks = (template: string): readonly string[] | null => {
  if (/[{}]/.test(template.replace(blank, ''))) return null
  return [...new Set([...template.matchAll(blank)].map(([, , name = '']) => name))]
}

export const fillTemplate = (template: string, values: ReadonlyMap<string, string>): string =>
  template.replace(blank, (_all, plus: string, name: string) => {
    const value = values.get(name) ?? ''
    return plus === '+' ? encodeURI(value) : encodeURIComponent(value)
  })
