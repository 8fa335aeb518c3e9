import { isCancelled } from '@shared/ipc/errors'
import type { OfferedPrompts } from '@shared/ipc/serverContent'
import type { Draft } from '@shared/model/conversation'
import type { Completed, ServerPrompt } from '@shared/model/toolServer'
import { type FormField, useBlanks } from '../../common/blanks/blanksStore'
import { givenIn, suggestFor } from '../../common/blanks/suggestFor'
import { troubleOf } from '../../common/failures/trouble'
import { client } from '../../ipc/client'

/**
 * A server's prompt as a question: its arguments are asked for, then the server is. `rest` was typed behind
 * its name and stands for its first argument. Null where the user left it, or the server failed and that is
 * told.
 */
export const takePrompt = async (
  { serverId, serverName, completes }: OfferedPrompts,
  { name, title, arguments: wanted }: ServerPrompt,
  rest: string | null,
): Promise<Draft | null> => {
  const store = useBlanks.getState()
  store.settle()
  const completed: Completed = { type: 'prompt', name }
  const fields = wanted.map(
    (argument, index): FormField => ({
      key: argument.name,
      label: argument.name,
      hint: argument.description,
      isRequired: argument.isRequired,
      options: null,
      ...(index === 0 && rest !== null ? { initial: rest } : {}),
      ...(completes ? { suggest: suggestFor(serverId, completed, argument.name) } : {}),
    }),
  )
  const form = { title: title ?? name, origin: serverName, fields }
  const answers = fields.length === 0 ? new Map() : await store.ask(form)
  if (answers === null) return null
  try {
    const asked = client.call('serverContent.takePrompt', { serverId, name, arguments: givenIn(answers) })
    return await store.wait(serverName, asked)
  } catch (error) {
    if (!isCancelled(error)) store.fail(troubleOf(error))
    return null
  }
}
