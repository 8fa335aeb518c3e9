import { AppError } from '@shared/ipc/errors'
import type { Session, WebContents, WebPreferences } from 'electron'
import { leadNowhere } from '../security/permissions'

/*
 * What all hidden pages have in common. They open what others made, with Chromium's own decoders:
 * what brings one down ends that page and nothing else, and what breaks out of a decoder finds nothing to
 * reach.
 */

/**
 * May ask for nothing, keeps nothing, and reaches nothing but what `isReached` names. For a session without
 * other pages.
 */
export const lockDown = (own: Session, isReached: (url: string) => boolean): void => {
  own.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  own.setPermissionCheckHandler(() => false)
  own.on('will-download', (event) => event.preventDefault())
  own.webRequest.onBeforeRequest(({ url }, decide) => decide({ cancel: !isReached(url) }))
  leadNowhere(own)
}

/** Neither Node nor anything else that such a page does not need. */
export const lockedPreferences = (own: Session) =>
  ({
    session: own,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    devTools: false,
    spellcheck: false,
  }) as const satisfies WebPreferences

/** The page itself. `policy` holds whatever the page says. */
export const pageAnswer = (body: string | ReadableStream<Uint8Array>, policy: string): Response =>
  new Response(body, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
    },
  })

/** The policy of a page that is one script of ours, and speaks with its own origin alone. */
export const scriptPolicy = "default-src 'none'; script-src 'unsafe-inline'; connect-src 'self'"

/** The page went down, or took for ever. */
export class PageEnded extends Error {
  constructor() {
    super('A hidden page ended')
  }
}

type Contents = Pick<WebContents, 'isCrashed' | 'isDestroyed' | 'once' | 'removeListener'>

/**
 * What the page does, unless it ends or takes for ever (`PageEnded`), or the caller does not want it any more
 * (`cancelled`).
 */
export const whilePageLives = async <Result>(
  contents: Contents,
  work: Promise<Result>,
  mostMs: number,
  signal?: AbortSignal,
): Promise<Result> => {
  let stop = () => {}
  const ended = new Promise<never>((_resolve, reject) => {
    const end = () => reject(new PageEnded())
    const abort = () => reject(new AppError('cancelled'))
    const timer = setTimeout(end, mostMs)
    contents.once('render-process-gone', end)
    signal?.addEventListener('abort', abort, { once: true })
    if (signal?.aborted) abort()
    stop = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      if (!contents.isDestroyed()) contents.removeListener('render-process-gone', end)
    }
  })
  try {
    return await Promise.race([ended, work])
  } catch (error) {
    // A page that went down rejects its work too, in whatever order.
    throw !(error instanceof AppError) && (contents.isDestroyed() || contents.isCrashed())
      ? new PageEnded()
      : error
  } finally {
    stop()
  }
}
