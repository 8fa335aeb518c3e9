/** Formats that a picture can be kept or exported in. */
export type PictureFormat = 'png' | 'jpeg' | 'webp'
