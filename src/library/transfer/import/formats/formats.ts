import type { TransferSource } from '@shared/model/transfer'
import { aiStudio } from './aistudio'
import { claude } from './claude'
import { deepseek } from './deepseek'
import type { Format } from './format'
import { gemini } from './gemini'
import { grok } from './grok'
import { jan } from './jan'
import { librechat } from './librechat'
import { lmStudio } from './lmstudio'
import { openWebui } from './openwebui'
import { plain } from './plain'

/** In the order in which they are tried: what could be taken for another comes before it. */
export const formats: readonly Format[] = [
  claude,
  deepseek,
  grok,
  openWebui,
  librechat,
  lmStudio,
  aiStudio,
  gemini,
  jan,
  plain,
]

export const formatOf = (source: TransferSource): Format | undefined =>
  formats.find((format) => format.source === source)
