/** JSON laid out to be read; what is no JSON, or damaged, as it is. */
export const readableJson = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
