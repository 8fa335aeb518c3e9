import { useApp } from '../../common/appStore'
import { replaceWhenAsked } from '../chat/useChat'
import { autoRead, useSpeech } from '../speech/speechStore'

/** Are answers to quick questions read aloud by themselves? */
export const readsQuickAnswers = (): boolean => {
  const { settings } = useApp.getState()
  return settings?.quickReadAloud ?? settings?.readAloud ?? false
}

/** Answers to quick questions are read aloud as this window's own setting says, and where it says nothing as the others. */
export const installQuickReading = (): void =>
  replaceWhenAsked(({ messageId }) => {
    const { settings } = useApp.getState()
    if (!settings || settings.muted) return
    if (settings.quickReadAloud === true) useSpeech.getState().read(messageId)
    else if (settings.quickReadAloud === null && settings.readAloud) autoRead(messageId)
  })
