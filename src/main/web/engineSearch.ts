import type { ConversationChoices } from '@shared/model/conversation'
import type { EngineKind } from '@shared/model/engine'
import type { Settings } from '@shared/model/settings'
import { toolKey } from '@shared/model/tool'
import { searchToolName } from '@shared/model/webSearch'

type SearchSettings = Pick<Settings, 'webSearch' | 'searchProvider' | 'toolPolicies' | 'originPolicies'>

/**
 * Whether the engine's own search goes along. It searches before anything could be asked about: where the
 * user wants to be asked, it does not.
 */
export const usesEngineSearch = (
  { webSearch, searchProvider, toolPolicies, originPolicies }: SearchSettings,
  kind: EngineKind,
  { leftOutTools = [] }: Pick<ConversationChoices, 'leftOutTools'>,
): boolean => {
  if (!webSearch || searchProvider !== 'engine' || kind !== 'openai') return false
  const key = toolKey('web', searchToolName)
  const policy = toolPolicies[key] ?? originPolicies.web ?? 'always'
  return policy === 'always' && !leftOutTools.includes('web') && !leftOutTools.includes(key)
}
