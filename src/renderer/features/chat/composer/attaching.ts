import { AppError, type ErrorCode, type FailureData } from '@shared/ipc/errors'
import { type Attachment, attachmentLimits } from '@shared/model/attachment'
import { useCallback, useRef, useState } from 'react'
import { client } from '../../../ipc/client'

/** A file that could not be attached, and why. `count`: there are too many already. */
export interface Refused {
  readonly name: string
  readonly code: ErrorCode | 'count' | 'no-file'
  readonly data?: FailureData
}

/** A file that is being read. */
export interface Reading {
  readonly key: number
  readonly name: string
}

/** What is clear without reading the file. */
export const refusalOf = (
  file: { readonly size: number },
  attached: number,
  limits: { readonly fileBytes: number; readonly count: number } = attachmentLimits,
): Refused['code'] | null => {
  if (attached >= limits.count) return 'count'
  if (file.size > limits.fileBytes) return 'file/too-large'
  return null
}

/** Why a file could not be attached, after trying. */
export const codeOf = (error: unknown): ErrorCode | 'no-file' => {
  if (error instanceof AppError) return error.code
  // The browser could not read it: a folder, or gone meanwhile.
  return error instanceof DOMException ? 'no-file' : 'internal'
}

/** A long text as a file that can go along. */
export const fileOfText = (text: string): File =>
  new File([text.replace(/\r\n?/g, '\n')], 'Pasted text.txt', { type: 'text/plain' })

/** Reads files one by one and hands each to main, which keeps it; tells what came of it. */
export const useAttaching = (
  countNow: () => number,
  /** `target` is the owner of the question it goes with; the user may have gone elsewhere meanwhile. */
  onAttached: (attachment: Attachment, target: string | null) => void,
  /** The conversation in which the owner's question is asked; null where it has not begun. */
  conversationOf: (target: string | null) => string | null = (target) => target,
): {
  readonly reading: readonly Reading[]
  readonly refused: readonly Refused[]
  readonly attach: (files: readonly File[], target: string | null) => Promise<void>
  /** Attaches what is loaded elsewhere; the name stands for it meanwhile. */
  readonly attachLoaded: (
    name: string,
    load: () => Promise<readonly Attachment[]>,
    target: string | null,
  ) => Promise<void>
  readonly forgetRefused: () => void
} => {
  const [reading, setReading] = useState<readonly Reading[]>([])
  const [refused, setRefused] = useState<readonly Refused[]>([])
  const lastKey = useRef(0)
  const waiting = useRef(0)
  const count = useRef(countNow)
  count.current = countNow

  /** Has a name stand for what is being read; says why where it cannot be attached. */
  const during = useCallback(async (key: number, name: string, read: () => Promise<void>) => {
    try {
      await read()
    } catch (error) {
      const code = codeOf(error)
      if (code === 'internal') console.error('Attaching failed', error)
      const data = error instanceof AppError ? error.data : undefined
      setRefused((before) => [...before, { name, code, ...(data ? { data } : {}) }])
    } finally {
      waiting.current -= 1
      setReading((before) => before.filter((entry) => entry.key !== key))
    }
  }, [])
  /** Takes its place among what is being read; null where there is none left. */
  const begin = useCallback((name: string, size: number): number | null => {
    const code = refusalOf({ size }, count.current() + waiting.current)
    if (code) {
      setRefused((before) => [...before, { name, code }])
      return null
    }
    waiting.current += 1
    lastKey.current += 1
    const key = lastKey.current
    setReading((before) => [...before, { key, name }])
    return key
  }, [])
  const attach = useCallback(
    async (files: readonly File[], target: string | null) => {
      setRefused([])
      const taken = files.map((file) => ({ file, key: begin(file.name, file.size) }))
      for (const { key, file } of taken) {
        if (key === null) continue
        await during(key, file.name, async () => {
          const bytes = new Uint8Array(await file.arrayBuffer())
          const conversationId = conversationOf(target)
          onAttached(await client.call('files.attach', { name: file.name, bytes, conversationId }), target)
        })
      }
    },
    [onAttached, conversationOf, begin, during],
  )
  const attachLoaded = useCallback(
    async (name: string, load: () => Promise<readonly Attachment[]>, target: string | null) => {
      setRefused([])
      const key = begin(name, 0)
      if (key === null) return
      await during(key, name, async () => {
        const room = attachmentLimits.count - count.current()
        const loaded = await load()
        for (const attachment of loaded.slice(0, room)) onAttached(attachment, target)
        if (loaded.length > room) setRefused((before) => [...before, { name, code: 'count' }])
      })
    },
    [onAttached, begin, during],
  )
  const forgetRefused = useCallback(() => setRefused([]), [])
  return { reading, refused, attach, attachLoaded, forgetRefused }
}
