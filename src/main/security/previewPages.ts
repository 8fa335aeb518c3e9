import type { Protocol } from 'electron'
import { previewSecurityPolicy } from './csp'

/** Pages that a model wrote have a scheme of their own, and each of them a host: no two share a process. */
export const previewScheme = 'preview'

export const previewAddress = (id: string): string => `${previewScheme}://${id}/`

/** The address of a page, and of nothing in it. */
export const isPreviewAddress = (url: string): boolean => /^preview:\/\/[0-9a-z-]+\/$/.test(url)

/** The document at an address; null where nothing is shown there. */
type LoadPage = (id: string) => Promise<string | null>

/** Answers preview://<id>/, for a frame of ours and as long as it is shown. */
export const answerPreview = async (request: Request, load: LoadPage): Promise<Response> => {
  const { host } = new URL(request.url)
  const isPage = request.method === 'GET' && isPreviewAddress(request.url)
  const page = isPage ? await load(host) : null
  return new Response(page, {
    status: page === null ? 404 : 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': previewSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'x-dns-prefetch-control': 'off',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    },
  })
}

export const installPreviews = (protocol: Protocol, load: LoadPage): void => {
  protocol.handle(previewScheme, (request) => answerPreview(request, load))
}
