import type {
  CacheableRequestOptions,
  Client,
  Prompt,
  Resource,
  ResourceTemplateType,
} from '@modelcontextprotocol/client'
import { oneLine, visibleText } from '@shared/lib/visibleText'
import type { ServerOffer, ServerPrompt, ServerResource, ServerTemplate } from '@shared/model/toolServer'
import { failureOf } from './failures'
import { toolsOf } from './toolContent'

/** Lists are answered from memory; what takes longer hangs. */
const readMs = 60_000

/** Lists are for choosing from. */
const mostOffered = 1_000
const mostArguments = 30
const mostName = 200
const mostTitle = 100
const mostDescription = 500
const mostUri = 4_000

const titleOf = (title: string | undefined): string | null => {
  const line = oneLine(title ?? '', mostTitle)
  return line === '' ? null : line
}

/** What the user chooses by: no more of it than can be read, and nothing unseen. */
const descriptionOf = (description: string | undefined): string => oneLine(description ?? '', mostDescription)

/** A name is what the server is asked by: one that is no name is left out. */
const isName = (name: string): boolean =>
  name !== '' && name.length <= mostName && oneLine(name, mostName) === name

const isUri = (uri: string): boolean => uri !== '' && uri.length <= mostUri && visibleText(uri) === uri

/** All that a server offers, as it says it can. */
export const readOffer = async (client: Client, signal: AbortSignal): Promise<ServerOffer> => {
  const options = { timeout: readMs, signal, cacheMode: 'refresh' as const }
  const capabilities = client.getServerCapabilities()
  const hasResources = capabilities?.resources !== undefined
  const [tools, prompts, resources, templates] = await Promise.all([
    capabilities?.tools ? client.listTools(undefined, options).then((list) => list.tools) : [],
    capabilities?.prompts ? client.listPrompts(undefined, options).then((list) => list.prompts) : [],
    hasResources ? client.listResources(undefined, options).then((list) => list.resources) : [],
    hasResources ? readTemplates(client, options) : [],
  ])
  return {
    tools: toolsOf(tools),
    prompts: promptsOf(prompts),
    resources: resourcesOf(resources),
    templates: templatesOf(templates),
    completes: capabilities?.completions !== undefined,
  }
}

/** A server with resources need not know templates. */
const readTemplates = async (client: Client, options: CacheableRequestOptions) => {
  try {
    return (await client.listResourceTemplates(undefined, options)).resourceTemplates
  } catch (error) {
    options.signal?.throwIfAborted()
    if (failureOf(error).code !== 'toolServer/failed') throw error
    return []
  }
}

const promptOf = ({ name, title, description, arguments: given }: Prompt): ServerPrompt => ({
  name,
  title: titleOf(title),
  description: descriptionOf(description),
  arguments: (given ?? []).slice(0, mostArguments).map((argument) => ({
    name: argument.name,
    description: descriptionOf(argument.description),
    isRequired: argument.required === true,
  })),
})

const promptsOf = (prompts: readonly Prompt[]): readonly ServerPrompt[] =>
  prompts
    .filter(({ name, arguments: given }) => isName(name) && (given ?? []).every((each) => isName(each.name)))
    .slice(0, mostOffered)
    .map(promptOf)

const resourcesOf = (resources: readonly Resource[]): readonly ServerResource[] =>
  resources
    .filter(({ uri }) => isUri(uri))
    .slice(0, mostOffered)
    .map(({ uri, name, title, description, mimeType, size }) => ({
      uri,
      name: oneLine(name, mostTitle) || uri.slice(0, mostTitle),
      title: titleOf(title),
      description: descriptionOf(description),
      mimeType: mimeType === undefined ? null : oneLine(mimeType, mostTitle),
      byteLength: typeof size === 'number' && size >= 0 ? size : null,
    }))

const templatesOf = (templates: readonly ResourceTemplateType[]): readonly ServerTemplate[] =>
  templates
    .filter(({ uriTemplate }) => isUri(uriTemplate))
    .slice(0, mostOffered)
    .map(({ uriTemplate, name, title, description, mimeType }) => ({
      uriTemplate,
      name: oneLine(name, mostTitle) || uriTemplate.slice(0, mostTitle),
      title: titleOf(title),
      description: descriptionOf(description),
      mimeType: mimeType === undefined ? null : oneLine(mimeType, mostTitle),
    }))
