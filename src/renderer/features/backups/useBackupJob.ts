import type { BackupStep, RestoreStep } from '@shared/ipc/backups'
import { useEffect, useRef, useState } from 'react'
import { wordsFor } from '../../common/failures/failureWords'
import { troubleOf } from '../../common/failures/trouble'
import { client } from '../../ipc/client'

export type JobState =
  | { readonly type: 'idle' }
  /** The share that is done, 0 to 1; null before anything is known. */
  | { readonly type: 'running'; readonly value: number | null }
  | { readonly type: 'failed'; readonly words: string }

type Ask = { readonly name: 'backups.create' } | { readonly name: 'backups.restore'; readonly id: string }

/** A long job of main's, watched for as long as the component is there. Main goes on with it in any case. */
export const useBackupJob = <D extends BackupStep | RestoreStep>(
  onDone: (step: Extract<D, { type: 'done' }>) => void,
): { readonly state: JobState; readonly start: (ask: Ask) => void } => {
  const [state, setState] = useState<JobState>({ type: 'idle' })
  const leaving = useRef<AbortController | null>(null)
  useEffect(() => () => leaving.current?.abort(), [])

  const follow = async (ask: Ask, signal: AbortSignal) => {
    const steps =
      ask.name === 'backups.create'
        ? client.stream('backups.create', {}, signal)
        : client.stream('backups.restore', { id: ask.id }, signal)
    for await (const batch of steps) {
      for (const step of batch) {
        if (step.type === 'done') {
          setState({ type: 'idle' })
          onDone(step as Extract<D, { type: 'done' }>)
        } else setState({ type: 'running', value: step.total === 0 ? null : step.done / step.total })
      }
    }
  }
  const start = (ask: Ask) => {
    leaving.current?.abort()
    const controller = new AbortController()
    leaving.current = controller
    setState({ type: 'running', value: null })
    follow(ask, controller.signal).catch((error: unknown) => {
      if (controller.signal.aborted) return
      const { code, data } = troubleOf(error)
      const { title, explanation } = wordsFor(code, data)
      setState({ type: 'failed', words: `${title}. ${explanation}` })
    })
  }
  return { state, start }
}
