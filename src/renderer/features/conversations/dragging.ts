import type { DragEvent } from 'react'

/** The type is our own, so that other programs and the composer do not take a drag for text or a file. */
const mediaType = 'application/x-parley-conversations'

/** Begins to drag conversations; what is seen at the pointer says how many. */
export const startDrag = ({ dataTransfer }: DragEvent, ids: readonly string[], title: string): void => {
  dataTransfer.setData(mediaType, JSON.stringify(ids))
  dataTransfer.effectAllowed = 'move'
  const label = document.createElement('div')
  label.className = 'drag-label'
  label.textContent = ids.length === 1 ? title : `${ids.length} conversations`
  document.body.append(label)
  dataTransfer.setDragImage(label, 12, 16)
  // The picture is taken when this event is over.
  setTimeout(() => label.remove())
}

export const isDragOfConversations = ({ dataTransfer }: DragEvent): boolean =>
  dataTransfer.types.includes(mediaType)

export const draggedIds = ({ dataTransfer }: DragEvent): readonly string[] => {
  try {
    const ids: unknown = JSON.parse(dataTransfer.getData(mediaType))
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : []
  } catch {
    return []
  }
}
