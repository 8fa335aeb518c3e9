import type { AppContract } from '@shared/ipc/contract'
import type { InputOf } from '@shared/ipc/define'
import type { ShownCertificate } from '@shared/model/engineConnection'
import { useState } from 'react'
import { client } from '../../ipc/client'
import { useApp } from '../appStore'
import { wordsFor } from '../failures/failureWords'
import { troubleOf } from '../failures/trouble'
import { certificateIn } from './Certificate'

export type ConnectInput = InputOf<AppContract['engines.connect']>

/** Connects an engine: main checks it with one cheap call and keeps it only when that works. */
export const useConnect = (
  onDone: () => void,
): {
  readonly connect: (input: ConnectInput) => void
  readonly isChecking: boolean
  readonly error: string | null
  /** The server's, where it is what failed: the user may know it, and connect with it `pinned`. */
  readonly certificate: ShownCertificate | null
} => {
  const [isChecking, setChecking] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const [certificate, setCertificate] = useState<ShownCertificate | null>(null)
  const run = async (input: ConnectInput) => {
    setChecking(true)
    setError(null)
    setCertificate(null)
    try {
      await client.call('engines.connect', input)
      if (useApp.getState().settings?.welcomed === false) await useApp.getState().update({ welcomed: true })
      onDone()
    } catch (reason) {
      const { code, data } = troubleOf(reason)
      setCertificate(certificateIn(data))
      const { title, explanation } = wordsFor(code, data)
      setError(
        code === 'ipc/bad-input'
          ? 'That does not look like an address or a key.'
          : `${title}. ${explanation}`,
      )
    } finally {
      setChecking(false)
    }
  }
  return { connect: (input) => void run(input), isChecking, error, certificate }
}
