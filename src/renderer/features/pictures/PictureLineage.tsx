import type { Picture } from '@shared/model/picture'

/** What a picture was made from, and what was made from it. */
export const PictureLineage = (_props: { readonly picture: Picture }) => null
