import { useEffect } from 'react'
import { useApp } from '../../common/appStore'
import { SettingsGroup } from '../../common/fields/SettingsGroup'
import { client } from '../../ipc/client'
import { FieldRow } from '../../ui/FieldRow'

const folders = [
  { folder: 'userData', label: 'Everything' },
  { folder: 'pictures', label: 'Pictures' },
  { folder: 'logs', label: 'Logs' },
] as const

/** The folder where everything lies, and about the app. */
export const StorageSettings = () => {
  const facts = useApp((app) => app.facts)
  const isSynced = useApp((app) => app.sync.type === 'on')
  useEffect(() => void useApp.getState().loadFacts(), [])
  return (
    <SettingsGroup section="storage" title="Storage">
      <FieldRow
        label="Data folder"
        hint={isSynced ? 'Everything is kept on this computer.' : 'Everything stays on this computer.'}
        more="Conversations, pictures and settings go nowhere but to the engine that you chose and, encrypted, to where you sync. Conversations are not encrypted on disk; the API key is, where the system has a keyring."
        below={facts && <p className="path">{facts.userDataFolder}</p>}
      >
        {folders.map(({ folder, label }) => (
          <button
            key={folder}
            type="button"
            className="button small"
            onClick={() => void client.call('app.showFolder', { folder })}
          >
            Open: {label}
          </button>
        ))}
      </FieldRow>
      {facts && (
        <FieldRow
          label="Version"
          hint={
            <>
              Parley {facts.version} · Electron {facts.electronVersion} · {facts.platform} ·{' '}
              {facts.keyring ? `keys locked by ${facts.keyring}` : 'no keyring'}
            </>
          }
        />
      )}
    </SettingsGroup>
  )
}
