import { useEffect, useState } from 'react'
import { isDark, standaloneDiagram } from '../chat/markdown/diagram'

/** A picture drawn from a diagram's source; `failed` where it is none. */
export type Drawing = { readonly svg: string; readonly isDark: boolean } | 'drawing' | 'failed'

/** Draws a diagram's source for the window as it is now, light or dark. */
export const useDrawing = (source: string | null): Drawing => {
  const [drawing, setDrawing] = useState<Drawing>('drawing')
  useEffect(() => {
    if (source === null) return
    let isWanted = true
    const dark = isDark()
    standaloneDiagram(source, dark).then(
      (svg) => isWanted && setDrawing({ svg, isDark: dark }),
      () => isWanted && setDrawing('failed'),
    )
    return () => {
      isWanted = false
    }
  }, [source])
  return drawing
}
