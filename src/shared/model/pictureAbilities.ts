import { findModel } from './catalog'
import { type EngineKind, onlyWrites } from './engine'
import { mostPicturesAtOnce, type PictureAbilities } from './pictureOptions'

/** What every GPT image model takes (openai 7.57.0, type comments). */
const gptImage: PictureAbilities = {
  sizes: ['auto', '1024x1024', '1536x1024', '1024x1536'],
  hasFreeSize: false,
  qualities: ['auto', 'low', 'medium', 'high'],
  backgrounds: ['auto', 'opaque', 'transparent'],
  formats: ['png', 'jpeg', 'webp'],
  mostCount: mostPicturesAtOnce,
  edits: true,
}
const largeSizes = [...gptImage.sizes, '2048x2048', '2560x1440', '1440x2560', '3840x2160']
const gptImage2: PictureAbilities = { ...gptImage, sizes: largeSizes, hasFreeSize: true }
/** The only ones whose type comments name more than three qualities; those of 2.6 do not say. */
const gptImage25: PictureAbilities = { ...gptImage2, qualities: [...gptImage.qualities, 'xhigh', 'max'] }

const byModel: Readonly<Record<string, PictureAbilities>> = {
  'gpt-image-2': gptImage2,
  'gpt-image-2.5-flare': gptImage25,
  'gpt-image-2.5-sunburst': gptImage25,
}

/** Our own samples: the built-in engine cannot read a picture, so none can be changed. */
const builtin: PictureAbilities = {
  sizes: ['1024x1024', '1536x1024', '1024x1536', '512x512'],
  hasFreeSize: false,
  qualities: [],
  backgrounds: [],
  formats: [],
  mostCount: 4,
  edits: false,
}

/**
 * A server that calls itself compatible: it is asked for what all of them take, one picture a request.
 * Whether it changes pictures, a real call shows.
 */
const compatible: PictureAbilities = {
  sizes: ['512x512', '768x768', '1024x1024', '1536x1024', '1024x1536'],
  hasFreeSize: false,
  qualities: [],
  backgrounds: [],
  formats: [],
  mostCount: mostPicturesAtOnce,
  edits: true,
}

/**
 * What this model lets a user choose. A model's name on another server says nothing of what that server takes
 * for it.
 */
export const abilitiesOf = (kind: EngineKind, model: string | null): PictureAbilities => {
  if (kind === 'builtin') return builtin
  if (onlyWrites(kind)) return { ...compatible, edits: false }
  if (kind === 'compatible' || model === null) return compatible
  return byModel[findModel(model)?.id ?? model] ?? gptImage
}
