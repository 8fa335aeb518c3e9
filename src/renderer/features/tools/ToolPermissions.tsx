import type { ToolOrigin, ToolPolicy, ToolSummary } from '@shared/model/tool'
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { useApp } from '../../common/appStore'
import { client } from '../../ipc/client'
import { useCall } from '../../ipc/useCall'
import { formatDecimal } from '../../ui/amounts'
import { FieldRow } from '../../ui/FieldRow'
import { Select } from '../../ui/Select'
import './tools.css'

const policyWords: Readonly<Record<ToolPolicy, string>> = {
  ask: 'Ask first',
  always: 'Always allow',
  never: 'Never',
}

interface Group {
  readonly origin: ToolOrigin
  readonly name: string
  readonly tools: readonly ToolSummary[]
}

/** By origin, in the order in which they came. */
const groupsOf = (tools: readonly ToolSummary[]): readonly Group[] => {
  const groups = new Map<ToolOrigin, ToolSummary[]>()
  for (const tool of tools) groups.set(tool.origin, [...(groups.get(tool.origin) ?? []), tool])
  return [...groups].map(([origin, members]) => ({
    origin,
    name: members[0]?.originName ?? origin,
    tools: members,
  }))
}

const failed = (error: unknown) => console.error('A permission could not be changed', error)

/** What each tool may do, by where it comes from. */
export const ToolPermissions = () => {
  const settings = useApp((app) => app.settings)
  const revision = useApp((app) => app.toolsRevision)
  // biome-ignore lint/correctness/useExhaustiveDependencies: main's answer follows from both
  const tools = useCall(
    () => client.call('tools.list', {}),
    [settings, revision],
    'Tools could not be listed',
  )
  const groups = groupsOf(tools ?? [])
  const tokens = (tools ?? []).reduce((sum, tool) => sum + (tool.policy === 'never' ? 0 : tool.tokens), 0)
  if (groups.length === 0) return null
  return (
    <FieldRow
      id="tool-permissions"
      label="Permissions"
      hint={`What the model may use. Telling it of these takes about ${formatDecimal(tokens)} tokens of each request.`}
      more="With more than 30 tools, or where they take more than about 6,400 tokens, the tools of servers are found by a search, except those that are always there."
      below={
        <ul className="tool-groups">
          {groups.map((group) => (
            <li key={group.origin}>
              <ToolGroup group={group} settings={settings?.originPolicies ?? {}} />
            </li>
          ))}
        </ul>
      }
    />
  )
}

const ToolGroup = ({
  group: { origin, name, tools },
  settings,
}: {
  readonly group: Group
  readonly settings: Readonly<Partial<Record<ToolOrigin, ToolPolicy>>>
}) => {
  const [isOpen, setOpen] = useState(false)
  const usual = settings[origin] ?? (origin.startsWith('server:') ? 'ask' : 'always')
  const count = tools.length === 1 ? '1 tool' : `${tools.length} tools`
  return (
    <>
      <div className="tool-line">
        <button type="button" className="tool-toggle" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <ChevronRight size={14} aria-hidden="true" />
          <strong>{name}</strong>
          <span className="tool-note">{count}</span>
        </button>
        <Select
          aria-label={`All tools of ${name}`}
          value={usual}
          onChange={({ target }) => {
            client.call('tools.setOriginPolicy', { origin, policy: target.value as ToolPolicy }).catch(failed)
          }}
        >
          <Options />
        </Select>
      </div>
      {isOpen && (
        <ul className="tool-members">
          {tools.map((tool) => (
            <li key={tool.key}>
              <ToolRow tool={tool} />
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

const Options = () =>
  Object.entries(policyWords).map(([policy, words]) => (
    <option key={policy} value={policy}>
      {words}
    </option>
  ))

const hintWords = ({ hints, isChanged, tokens }: ToolSummary): string =>
  [
    hints.readOnly === true ? 'says it only reads' : null,
    hints.destructive === true ? 'says it may delete or overwrite' : null,
    `${formatDecimal(tokens)} tokens`,
    isChanged ? 'has changed since it was allowed: it asks again' : null,
  ]
    .filter((words) => words !== null)
    .join(' · ')

const ToolRow = ({ tool }: { readonly tool: ToolSummary }) => {
  const always = useApp((app) => app.settings?.toolsAlwaysThere ?? [])
  const update = useApp((app) => app.update)
  const others = always.filter((key) => key !== tool.key)
  return (
    <div className="tool-row">
      <div className="tool-line">
        <strong>{tool.title}</strong>
        <Select
          aria-label={tool.title}
          value={tool.hasOwnPolicy ? tool.policy : ''}
          onChange={({ target }) => {
            const policy = target.value === '' ? null : (target.value as ToolPolicy)
            client.call('tools.setPolicy', { keys: [tool.key], policy }).catch(failed)
          }}
        >
          <option value="">As the others</option>
          <Options />
        </Select>
      </div>
      <p className="tool-description" dir="auto">
        {tool.description}
      </p>
      <p className="tool-note">{hintWords(tool)}</p>
      {tool.origin.startsWith('server:') && (
        <label className="tool-always">
          <input
            type="checkbox"
            checked={tool.isAlwaysThere}
            onChange={({ target }) => {
              update({ toolsAlwaysThere: target.checked ? [...others, tool.key] : others }).catch(failed)
            }}
          />
          Always there, however many tools there are
        </label>
      )}
    </div>
  )
}
