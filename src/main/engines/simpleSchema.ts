import type { ToolDescription } from './engine'
import { isRecord } from './wire/values'

type Schema = Readonly<Record<string, unknown>>

/** What every server's grammar can be made of. Limits and patterns are checked when the tool runs. */
const keptNames: ReadonlySet<string> = new Set(['type', 'description', 'enum', 'required'])

/** A tool whose schema says types and names only, for servers that can make no grammar of more. */
export const simplified = (tool: ToolDescription): ToolDescription => ({
  ...tool,
  parameters: { type: 'object', properties: {}, ...simpleSchema(tool.parameters) },
})

const simpleSchema = (schema: Schema): Record<string, unknown> => {
  const first = firstChoice(schema)
  const merged = first ? { ...first, ...schema, type: first.type ?? schema.type } : schema
  const simple: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(merged)) {
    if (keptNames.has(name) && value !== undefined) simple[name] = value
    if (name === 'const') simple.enum = [value]
    if (name === 'items' && isRecord(value)) simple.items = simpleSchema(value)
    if (name === 'properties' && isRecord(value)) {
      simple.properties = Object.fromEntries(
        Object.entries(value).flatMap(([key, each]) => (isRecord(each) ? [[key, simpleSchema(each)]] : [])),
      )
    }
  }
  if (Array.isArray(simple.type)) simple.type = simple.type.find((type) => type !== 'null')
  if (Array.isArray(simple.enum) && !simple.enum.every((each) => typeof each === 'string')) delete simple.enum
  return simple
}

/** Of a choice the first that is not `null`. */
const firstChoice = ({ anyOf, oneOf, allOf }: Schema): Schema | undefined => {
  const list = [anyOf, oneOf, allOf].find(Array.isArray)
  return list?.find((each): each is Schema => isRecord(each) && each.type !== 'null')
}
