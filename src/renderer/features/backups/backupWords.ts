import type { Backup, BackupReason } from '@shared/model/backup'
import { counted, formatBytes } from '../../ui/amounts'

interface Counts {
  readonly conversations?: number | string
  readonly messages?: number | string
  readonly pictures?: number | string
}

/** "12 conversations, 340 messages and 9 pictures" */
export const contentsWords = ({ conversations, messages, pictures }: Counts): string => {
  const first = counted(Number(conversations ?? 0), 'conversation', 'conversations')
  const second = counted(Number(messages ?? 0), 'message', 'messages')
  return `${first}, ${second} and ${counted(Number(pictures ?? 0), 'picture', 'pictures')}`
}

export const reasonWords: Readonly<Record<BackupReason, string>> = {
  daily: 'Made by itself',
  asked: 'Made by you',
  'before-update': 'Before an update of Parley',
  'before-restore': 'Set aside by a restore',
  'before-sync': 'Before joining sync',
}

/** What a backup that was just made holds. */
export const madeWords = (backup: Backup): string => {
  const lacking =
    backup.missingFiles === 0
      ? ''
      : ` ${counted(backup.missingFiles, 'picture or file was', 'pictures or files were')} missing or damaged already.`
  return `Backed up ${contentsWords(backup)}, ${formatBytes(backup.bytes)}. The copy was opened and compared.${lacking}`
}
