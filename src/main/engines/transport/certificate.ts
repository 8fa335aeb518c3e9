import { AppError } from '@shared/ipc/errors'
import { lookAtCertificate } from './trust'

/** A user waits for this. */
const lookingMs = 5_000

/**
 * The failure of an encrypted connection, with the certificate that was shown: the user may know it, or know
 * that the pinned one was renewed. Any other error is given back as it is.
 */
export const withCertificate = async (error: unknown, baseUrl: string | null): Promise<unknown> => {
  const reason = error instanceof AppError ? reasonOf(error) : null
  if (reason === null || baseUrl === null || !URL.canParse(baseUrl)) return error
  const address = new URL(baseUrl)
  const shown = await lookAtCertificate(address, AbortSignal.timeout(lookingMs))
  if (!shown) return error
  const data = { host: address.host, reason, ...shown }
  return new AppError('engine/certificate', 'The certificate is not trusted', data)
}

const reasonOf = ({ code, data }: AppError): 'untrusted' | 'changed' | null => {
  if (code === 'engine/unreachable' && data?.reason === 'tls') return 'untrusted'
  return code === 'engine/certificate' && data?.reason === 'changed' ? 'changed' : null
}
