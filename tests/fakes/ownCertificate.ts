import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A certificate for `models.example` that no authority vouches for. */
export interface OwnCertificate {
  readonly key: Buffer
  readonly cert: Buffer
  /** SHA-256, as `AB:CD:…`. */
  readonly fingerprint: string
  /** `key.pem` and `cert.pem` lie there. */
  readonly folder: string
  remove(): void
}

export const makeCertificate = (): OwnCertificate => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-tls-'))
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const subject = ['-subj', '/CN=models.example', '-addext', 'subjectAltName=DNS:models.example,IP:127.0.0.1']
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  execFileSync('openssl', ['req', ...kind, '-keyout', keyFile, '-out', certFile, ...subject], {
    stdio: 'ignore',
  })
  const cert = readFileSync(certFile)
  const { fingerprint256: fingerprint } = new X509Certificate(cert)
  return {
    key: readFileSync(keyFile),
    cert,
    fingerprint,
    folder,
    remove: () => rmSync(folder, { recursive: true }),
  }
}
