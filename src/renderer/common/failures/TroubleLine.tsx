import { TriangleAlert, X } from 'lucide-react'
import { IconButton } from '../../ui/IconButton'
import { useNavigation } from '../navigation/navigation'
import { wordsFor } from './failureWords'
import type { Trouble } from './trouble'

interface Props {
  readonly trouble: Trouble
  readonly onClose: () => void
}

/** Why something that was asked of a conversation could not be done. */
export const TroubleLine = ({ trouble, onClose }: Props) => {
  const { title, explanation, action } = wordsFor(trouble.code, trouble.data)
  const openSettings = useNavigation((navigation) => navigation.openSettings)
  return (
    <div role="alert" className="trouble">
      <TriangleAlert size={16} aria-hidden="true" />
      <p>
        <strong>{title}.</strong> {explanation}
      </p>
      {(action === 'check-key' || action === 'choose-model' || action === 'check-server') && (
        <button type="button" className="button small" onClick={() => openSettings('engine')}>
          {action === 'check-key' ? 'Choose what answers' : 'Open the settings'}
        </button>
      )}
      {action === 'see-costs' && (
        <button type="button" className="button small" onClick={() => openSettings('costs')}>
          See the limit
        </button>
      )}
      <IconButton label="Dismiss" onClick={onClose}>
        <X size={15} />
      </IconButton>
    </div>
  )
}
