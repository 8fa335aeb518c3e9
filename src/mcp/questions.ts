import {
  type Client,
  type ElicitRequestURLParams,
  type ElicitResult,
  UrlElicitationRequiredError,
} from '@modelcontextprotocol/client'
import { AppError } from '@shared/ipc/errors'
import type { ServerQuestion, ServerQuestionAnswer } from '@shared/ipc/mcpHost'

/** Asks the user, by way of main. */
export type AskUser = (question: ServerQuestion, signal?: AbortSignal) => Promise<ServerQuestionAnswer>

/** A server that wants more pages than this opened before a call never gets to it. */
const mostPages = 5

const addressOf = (
  { message, url, elicitationId }: ElicitRequestURLParams,
  isNeededFirst: boolean,
): ServerQuestion => ({ type: 'address', message, url, elicitationId: elicitationId ?? null, isNeededFirst })

/** Has what the server asks answered by the user, and tells when it says that a page was done with. */
export const answerQuestions = (
  client: Client,
  ask: AskUser,
  onCompleted: (elicitationId: string) => void,
): void => {
  client.setRequestHandler('elicitation/create', async ({ params }, { mcpReq }) => {
    const answer = await ask(
      params.mode === 'url'
        ? addressOf(params, false)
        : { type: 'form', message: params.message, schema: params.requestedSchema },
      // The server does not wait any more.
      mcpReq.signal,
    )
    return resultOf(answer)
  })
  client.setNotificationHandler('notifications/elicitation/complete', ({ params }) =>
    onCompleted(params.elicitationId),
  )
}

const resultOf = ({ action, content }: ServerQuestionAnswer): ElicitResult => {
  if (action !== 'accept' || !content) return { action }
  // The package wants lists that may be written to.
  const writable = Object.entries(content).map(([name, value]) => [
    name,
    typeof value === 'object' ? [...value] : value,
  ])
  return { action, content: Object.fromEntries(writable) }
}

/**
 * Makes a call. A server may refuse it until pages were done with in the browser: they are asked about, and
 * then it is made anew, since what was refused so was not done.
 */
export const withPagesFirst = async <T>(call: () => Promise<T>, ask: AskUser): Promise<T> => {
  for (let opened = 0; ; ) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof UrlElicitationRequiredError) || error.elicitations.length === 0) throw error
      for (const page of error.elicitations) {
        opened += 1
        if (opened > mostPages) throw error
        const { action } = await ask(addressOf(page, true))
        if (action !== 'accept')
          throw new AppError('toolServer/failed', 'The user did not open the page that the server asked for')
      }
    }
  }
}
