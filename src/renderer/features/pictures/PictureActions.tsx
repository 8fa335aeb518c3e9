import type { Picture } from '@shared/model/picture'

/** What can be made from a picture: again, varied, edited, asked about. */
export const PictureActions = (_props: { readonly picture: Picture }) => null
