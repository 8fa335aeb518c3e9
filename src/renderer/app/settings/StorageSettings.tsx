import { useEffect } from 'react'
import { useApp } from '../../common/appStore'
import { SettingsGroup } from '../../common/fields/SettingsGroup'
import { client } from '../../ipc/client'

const folders = [
  { folder: 'userData', label: 'Everything' },
  { folder: 'pictures', label: 'Pictures' },
  { folder: 'logs', label: 'Logs' },
] as const

/** What is kept where, and about the app. */
export const StorageSettings = () => {
  const facts = useApp((app) => app.facts)
  useEffect(() => void useApp.getState().loadFacts(), [])
  return (
    <SettingsGroup section="storage" title="What is kept where">
      <p className="field-hint">
        Conversations, pictures and settings stay on this computer and go nowhere but to the engine that you
        chose. Conversations are not encrypted on disk; the API key is, where the system has a keyring.
      </p>
      {facts && <p className="path">{facts.userDataFolder}</p>}
      <div className="form-actions">
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
      </div>
      {facts && (
        <p className="field-hint">
          Parley {facts.version} · Electron {facts.electronVersion} · {facts.platform} ·{' '}
          {facts.keyring ? `keys locked by ${facts.keyring}` : 'no keyring'}
        </p>
      )}
    </SettingsGroup>
  )
}
