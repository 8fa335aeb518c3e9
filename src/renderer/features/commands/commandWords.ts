import type { CommandsImported } from '@shared/ipc/commands'

const counted = (count: number): string => `${count} ${count === 1 ? 'command' : 'commands'}`

export const savedWords = (count: number): string => `${counted(count)} saved`

/** What an import came to, every number that is not zero. */
export const importedWords = ({ added, renamed, known, leftOut }: CommandsImported): string =>
  [
    `${counted(added)} added`,
    renamed > 0 ? `${renamed} of them with a number behind the name, which another has` : '',
    known > 0 ? `${known} there already` : '',
    leftOut > 0 ? `${leftOut} left out: there is no room for more` : '',
  ]
    .filter((words) => words !== '')
    .join(', ')
