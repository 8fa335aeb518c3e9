import DOMPurify from 'dompurify'

/** Nothing of the picture can run, load or link. */
export const cleanPicture = (svg: string): DocumentFragment =>
  DOMPurify.sanitize(svg, {
    USE_PROFILES: { svg: true, svgFilters: true },
    FORBID_TAGS: ['a', 'image', 'use', 'foreignObject'],
    RETURN_DOM_FRAGMENT: true,
  })

/** The picture as a document that stands by itself. Throws where there is none. */
export const standalonePicture = (drawn: string): string => {
  const svg = cleanPicture(drawn).querySelector('svg')
  if (!svg) throw new Error('Nothing was drawn')
  // Without a size of its own a picture takes all the width that there is.
  const { width, height } = svg.viewBox.baseVal
  if (width > 0 && height > 0) {
    svg.setAttribute('width', String(Math.ceil(width)))
    svg.setAttribute('height', String(Math.ceil(height)))
    svg.style.removeProperty('max-width')
  }
  return new XMLSerializer().serializeToString(svg)
}
