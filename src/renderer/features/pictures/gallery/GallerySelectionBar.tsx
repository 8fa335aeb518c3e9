import { Download, ListChecks, X } from 'lucide-react'
import { formatNumber } from '../../../ui/amounts'
import { IconButton } from '../../../ui/IconButton'
import { exportPictures } from '../export/pictureExportStore'
import { useGallery } from './galleryStore'
import { usePictureSelection } from './pictureSelection'

/** What can be done with all that is chosen. */
export const GallerySelectionBar = () => {
  const ids = usePictureSelection((selection) => selection.ids)
  const filter = useGallery((gallery) => gallery.filter)
  const total = useGallery((gallery) => gallery.outline?.total ?? 0)
  const { clear, chooseAll } = usePictureSelection.getState()
  return (
    <div role="toolbar" aria-label="Selected pictures" className="gallery-selection">
      <span role="status" className="selection-count">
        {formatNumber(ids.size)} selected
      </span>
      {ids.size < total && (
        <button type="button" className="button quiet small" onClick={() => void chooseAll(filter)}>
          <ListChecks size={15} aria-hidden="true" /> Select all
        </button>
      )}
      <button type="button" className="button small" onClick={() => exportPictures([...ids])}>
        <Download size={15} aria-hidden="true" /> Export…
      </button>
      <IconButton label="Clear the selection" onClick={clear}>
        <X size={16} />
      </IconButton>
    </div>
  )
}
