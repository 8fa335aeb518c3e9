import DOMPurify from 'dompurify'

/** Nothing of the picture can run, load or link. */
export const cleanPicture = (svg: string): DocumentFragment =>
  DOMPurify.sanitize(svg, {
    USE_PROFILES: { svg: true, svgFilters: true },
    FORBID_TAGS: ['a', 'image', 'use', 'foreignObject'],
    RETURN_DOM_FRAGMENT: true,
  })
