import { ClipboardPaste, Crop, TextSelect } from 'lucide-react'
import { IconButton } from '../../ui/IconButton'
import { type CaptureKind, useCapture } from './captureStore'

const kinds: readonly { readonly kind: CaptureKind; readonly label: string; readonly Icon: typeof Crop }[] = [
  { kind: 'selection', label: 'Selected text', Icon: TextSelect },
  { kind: 'clipboard', label: 'Clipboard', Icon: ClipboardPaste },
  { kind: 'screen', label: 'Part of the screen', Icon: Crop },
]

/** The choices of the main window's menu as buttons: a menu would not fit into a small window. */
export const CaptureButtons = () => {
  const capture = useCapture((store) => store.capture)
  return kinds.map(({ kind, label, Icon }) => (
    <IconButton key={kind} label={label} onClick={() => void capture(kind)}>
      <Icon size={16} />
    </IconButton>
  ))
}
