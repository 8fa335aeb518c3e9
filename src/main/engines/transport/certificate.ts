import { AppError } from '@shared/ipc/errors'
import { lookAtCertificate } from './trust'

/** A user waits for this. */
const lookingMs = 5_000

/**
 * The failure of an encrypted connection, with the certificate that was shown: the user may know it. Any
 * other error is given back as it is.
 */
export const withCertificate = async (error: unknown, baseUrl: string | null): Promise<unknown> => {
  const isRefused =
    error instanceof AppError && error.code === 'engine/unreachable' && error.data?.reason === 'tls'
  if (!isRefused || baseUrl === null || !URL.canParse(baseUrl)) return error
  const address = new URL(baseUrl)
  const shown = await lookAtCertificate(address, AbortSignal.timeout(lookingMs))
  if (!shown) return error
  const data = { host: address.host, reason: 'untrusted', ...shown }
  return new AppError('engine/certificate', 'No authority vouches for the certificate', data)
}
