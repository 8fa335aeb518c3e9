import { CircleAlert, Info, TriangleAlert, X } from 'lucide-react'
import { useApp } from '../../common/appStore'
import { useNavigation } from '../../common/navigation/navigation'
import { client } from '../../ipc/client'
import { IconButton } from '../../ui/IconButton'
import { type NoticeAction, noticeWords } from './noticeWords'

const icons = { info: Info, warning: TriangleAlert, error: CircleAlert } as const

const ActionButton = ({ action }: { readonly action: NoticeAction }) => {
  const openSettings = useNavigation((navigation) => navigation.openSettings)
  switch (action) {
    case 'choose-engine':
      return (
        <button type="button" className="button small" onClick={() => openSettings('engine')}>
          See the engines
        </button>
      )
    case 'choose-model':
      return (
        <button type="button" className="button small" onClick={() => openSettings('engine')}>
          Choose another model
        </button>
      )
    case 'check-key':
      return (
        <button type="button" className="button small" onClick={() => openSettings('engine')}>
          Look at the key
        </button>
      )
    case 'open-folder':
      return (
        <button
          type="button"
          className="button small"
          onClick={() => void client.call('app.showFolder', { folder: 'userData' })}
        >
          Open the folder
        </button>
      )
    case 'see-costs':
      return (
        <button type="button" className="button small" onClick={() => openSettings('costs')}>
          See costs
        </button>
      )
    case 'see-backups':
      return (
        <button type="button" className="button small" onClick={() => openSettings('backups')}>
          See backups
        </button>
      )
    case 'see-sync':
      return (
        <button type="button" className="button small" onClick={() => openSettings('sync')}>
          See sync
        </button>
      )
    case 'open-again':
      return (
        <>
          <button
            type="button"
            className="button small"
            onClick={() => void client.call('backups.openAgain', {})}
          >
            Try again
          </button>
          <button type="button" className="button small" onClick={() => openSettings('backups')}>
            See backups
          </button>
          <button
            type="button"
            className="button small"
            onClick={() => void client.call('app.showFolder', { folder: 'userData' })}
          >
            Open the folder
          </button>
        </>
      )
    case null:
      return null
  }
}

/** What the user should know, until it is over or dismissed. */
export const NoticesBar = () => {
  const notices = useApp((app) => app.notices)
  const dismiss = useApp((app) => app.dismiss)
  return (
    <div role="status" className="notices">
      {notices.map(({ kind, severity, data }) => {
        const Icon = icons[severity]
        const { say, action } = noticeWords[kind]
        return (
          <div key={kind} className={`notice is-${severity}`}>
            <Icon size={16} aria-hidden="true" />
            <p>{say(data)}</p>
            <ActionButton action={action} />
            <IconButton label="Dismiss" onClick={() => void dismiss(kind)}>
              <X size={15} />
            </IconButton>
          </div>
        )
      })}
    </div>
  )
}
