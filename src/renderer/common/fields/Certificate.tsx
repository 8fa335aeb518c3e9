import type { ShownCertificate } from '@shared/model/engineConnection'
import { useEffect, useRef } from 'react'
import './certificate.css'

/** What can be compared with what the server's owner says, before it is trusted. */
export const Certificate = ({
  shown,
  isBusy = false,
  onTrust,
}: {
  readonly shown: ShownCertificate
  readonly isBusy?: boolean
  readonly onTrust: () => void
}) => {
  const question = useRef<HTMLDivElement>(null)
  // It comes below what was filled in, often out of sight.
  useEffect(() => question.current?.scrollIntoView({ block: 'nearest' }), [])
  return (
    <div ref={question} className="certificate">
      <dl>
        <dt>For</dt>
        <dd>{shown.subject || 'no name'}</dd>
        <dt>Issued by</dt>
        <dd>{shown.issuer || 'no name'}</dd>
        <dt>Valid until</dt>
        <dd>{shown.validTo}</dd>
        <dt>SHA-256</dt>
        <dd>
          <code>{shown.fingerprint}</code>
        </dd>
      </dl>
      <button type="button" className="button small" disabled={isBusy} onClick={onTrust}>
        Trust this certificate
      </button>
    </div>
  )
}

/** The certificate that came along with a failure, null where none did. */
export const certificateIn = (data: Readonly<Record<string, unknown>> = {}): ShownCertificate | null => {
  const { fingerprint, subject, issuer, validTo } = data
  if (typeof fingerprint !== 'string') return null
  return { fingerprint, subject: String(subject), issuer: String(issuer), validTo: String(validTo) }
}
