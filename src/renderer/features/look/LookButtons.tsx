import { ClipboardPaste, Crop, TextSelect } from 'lucide-react'
import { IconButton } from '../../ui/IconButton'
import { type LookKind, useLook } from './lookStore'

const kinds: readonly { readonly kind: LookKind; readonly label: string; readonly Icon: typeof Crop }[] = [
  { kind: 'selection', label: 'Selected text', Icon: TextSelect },
  { kind: 'clipboard', label: 'Clipboard', Icon: ClipboardPaste },
  { kind: 'screen', label: 'Part of the screen', Icon: Crop },
]

/** As the menu of the main window, without one: it would not fit into a small window. */
export const LookButtons = () => {
  const look = useLook((store) => store.look)
  return kinds.map(({ kind, label, Icon }) => (
    <IconButton key={kind} label={label} onClick={() => void look(kind)}>
      <Icon size={16} />
    </IconButton>
  ))
}
