import type { SearchProvider } from '@shared/model/webSearch'
import type { SearchAdapter } from './adapter'
import { brave } from './brave'
import { exa } from './exa'
import { kagi } from './kagi'
import { searxng } from './searxng'
import { tavily } from './tavily'

export const searchAdapters: Readonly<Record<Exclude<SearchProvider, 'engine'>, SearchAdapter>> = {
  searxng,
  brave,
  tavily,
  exa,
  kagi,
}
