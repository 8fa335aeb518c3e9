import type { ConversationChoices } from '@shared/model/conversation'
import { useApp } from '../../common/appStore'
import { client } from '../../ipc/client'
import { useCall } from '../../ipc/useCall'
import { FieldRow } from '../../ui/FieldRow'
import type { ChoicePatch } from './choices'

interface Props {
  readonly choices: ConversationChoices
  readonly onChange: (patch: ChoicePatch) => void
}

/** The tools that are offered here, by where they come from. */
export const ToolChoices = ({ choices, onChange }: Props) => {
  const revision = useApp((app) => app.toolsRevision)
  // biome-ignore lint/correctness/useExhaustiveDependencies: main tells by it that the tools have changed
  const tools = useCall(() => client.call('tools.list', {}), [revision], 'Tools could not be listed')
  const origins = new Map((tools ?? []).map(({ origin, originName }) => [origin, originName]))
  const leftOut = choices.leftOutTools ?? []
  if (origins.size === 0) return null
  return (
    <FieldRow label="Tools" hint="What the model is told of here.">
      <div className="check-list">
        {[...origins].map(([origin, name]) => (
          <label key={origin}>
            <input
              type="checkbox"
              checked={!leftOut.includes(origin)}
              onChange={({ target }) => {
                const others = leftOut.filter((key) => key !== origin)
                const next = target.checked ? others : [...others, origin]
                onChange({ leftOutTools: next.length > 0 ? next : undefined })
              }}
            />
            {name}
          </label>
        ))}
      </div>
    </FieldRow>
  )
}
