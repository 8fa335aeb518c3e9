import type { Completed } from '@shared/model/toolServer'
import { client } from '../../ipc/client'
import type { Answers, FormField } from './blanksStore'

/** What was given, without what was left empty. */
export const givenIn = (answers: Answers): Readonly<Record<string, string>> =>
  Object.fromEntries([...answers].filter(([, value]) => value.trim() !== ''))

/** Suggestions of a tool server for one blank, in the light of the others. */
export const suggestFor =
  (serverId: string, completed: Completed, argument: string): NonNullable<FormField['suggest']> =>
  (value, answers) => {
    const { [argument]: _, ...others } = givenIn(answers)
    return client.call('serverContent.complete', { serverId, completed, argument, value, others })
  }
