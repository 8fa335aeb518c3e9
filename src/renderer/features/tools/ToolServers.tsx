import { Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useApp } from '../../common/appStore'
import { client } from '../../ipc/client'
import { useCall } from '../../ipc/useCall'
import { FieldRow } from '../../ui/FieldRow'
import { ServerItem } from './ServerItem'
import './toolServers.css'

/** Loaded when it is opened: reading all those shapes is of no use before. */
const AddToolServer = lazy(async () => ({ default: (await import('./AddToolServer')).AddToolServer }))

/** The tool servers (MCP) that the user set up. */
export const ToolServers = () => {
  const [isAdding, setAdding] = useState(false)
  const revision = useApp((app) => app.toolsRevision)
  // biome-ignore lint/correctness/useExhaustiveDependencies: main's answer follows from it
  const servers = useCall(
    () => client.call('toolServers.list', {}),
    [revision],
    'Tool servers could not be listed',
  )
  return (
    <FieldRow
      id="tool-servers"
      label="Tool servers"
      hint="Programs and services that bring tools along (MCP)."
      more="A server on this computer is a program that runs with all of your rights. It is started when one of its tools is needed, and ends with Parley."
      below={
        <ul className="servers" aria-label="Tool servers">
          {(servers ?? []).map((server) => (
            <ServerItem key={server.id} server={server} />
          ))}
        </ul>
      }
    >
      <button type="button" className="button small" onClick={() => setAdding(true)}>
        <Plus size={14} aria-hidden="true" /> Add tool server…
      </button>
      {isAdding && (
        <Suspense>
          <AddToolServer onClose={() => setAdding(false)} />
        </Suspense>
      )}
    </FieldRow>
  )
}
