import { assertNever } from '@shared/lib/assertNever'
import { useRef, useState } from 'react'
import { troubleOf } from '../../common/failures/trouble'
import { client } from '../../ipc/client'
import {
  accessOf,
  addressAsMeant,
  emptyDraft,
  type FieldError,
  isAccess,
  type PlaceAccess,
  type PlaceDraft,
} from './placeDraft'
import { errorOf } from './placeErrors'

type Work = 'looking' | 'starting' | 'joining'

export interface SetUp {
  readonly draft: PlaceDraft
  /** What lies in the place that is entered now; null while that is not known. */
  readonly isEmpty: boolean | null
  readonly words: string
  /** The words are asked for: a history lies there, or the user said so. */
  readonly asksWords: boolean
  readonly work: Work | null
  readonly error: FieldError | null
  /** The words of the new shared history. */
  readonly newWords: string | null

  readonly change: (change: Partial<PlaceDraft>, isWhole: boolean) => void
  readonly changeWords: (words: string) => void
  readonly look: () => Promise<void>
  readonly start: () => Promise<void>
  readonly join: () => Promise<void>
}

const nothingToJoin = 'No shared history is there yet to be joined. Check the place, or start here.'

/** Setting up: the place first, then what fits that which lies there. Nothing that was typed is lost. */
export const useSetUp = (onJoined: () => void): SetUp => {
  const [draft, setDraft] = useState(emptyDraft)
  const [isEmpty, setEmpty] = useState<boolean | null>(null)
  const [words, setWords] = useState('')
  const [asksWords, setAsksWords] = useState(false)
  const [work, setWork] = useState<Work | null>(null)
  const [error, setError] = useState<FieldError | null>(null)
  const [newWords, setNewWords] = useState<string | null>(null)
  /** Counts changes of the place: an answer about another one than is entered now says nothing. */
  const revision = useRef(0)

  const found = (empty: boolean) => {
    setEmpty(empty)
    if (!empty) setAsksWords(true)
  }
  /** Does one thing at a time; what it fails with is said where it helps. */
  const working = async (kind: Work, of: PlaceDraft, verb: (access: PlaceAccess) => Promise<void>) => {
    const access = accessOf(of)
    if (!isAccess(access)) return setError(access)
    const mine = ++revision.current
    setWork(kind)
    setError(null)
    try {
      await verb(access)
    } catch (reason) {
      if (mine !== revision.current) return
      setError(errorOf(reason, access))
      const { code } = troubleOf(reason)
      if (code === 'sync/not-empty') found(false)
      if (code === 'sync/nothing-there') found(true)
    } finally {
      if (mine === revision.current) setWork(null)
    }
  }
  const lookAt = (of: PlaceDraft) =>
    working('looking', of, async (access) => {
      const mine = revision.current
      try {
        const { isEmpty: empty } = await client.call('sync.look', access)
        if (mine === revision.current) found(empty)
      } catch (reason) {
        // It was not asked for: the buttons below are pressed, and tell.
        if (troubleOf(reason).code !== 'ipc/no-press') throw reason
      }
    })
  const change = (changed: Partial<PlaceDraft>, isWhole: boolean) => {
    if (work === 'starting' || work === 'joining') return
    const next = { ...draft, ...changed }
    revision.current += 1
    setDraft(next)
    setEmpty(null)
    setError(null)
    setWork(null)
    // A password that is being typed is not tried letter by letter: servers lock out those who guess.
    const isEnd = 'password' in changed || 'path' in changed
    if (isWhole && isEnd && isAccess(accessOf(next))) void lookAt(next)
  }
  const look = async () => {
    const meant = { ...draft, address: addressAsMeant(draft.address) }
    setDraft(meant)
    await lookAt(meant)
  }
  const start = () =>
    working('starting', draft, async (access) => {
      setNewWords((await client.call('sync.start', access)).words)
    })
  const join = async () => {
    if (isEmpty === true) return setError({ field: null, words: nothingToJoin })
    if (words.trim() === '') {
      setAsksWords(true)
      if (isEmpty === null) return look()
      return setError({ field: 'words', words: 'Enter the six words.' })
    }
    await working('joining', draft, async (access) => {
      await client.call('sync.join', { ...access, words })
      onJoined()
    })
  }
  const changeWords = (typed: string) => {
    setWords(typed)
    if (error?.field === 'words') setError(null)
  }
  return {
    draft,
    isEmpty,
    words,
    asksWords,
    work,
    error,
    newWords,
    change,
    changeWords,
    look,
    start,
    join,
  }
}

/** What is said below the fields. */
export const findingWords = ({ work, isEmpty }: Pick<SetUp, 'work' | 'isEmpty'>): string => {
  switch (work) {
    case 'looking':
      return 'Looking at what is there…'
    case 'starting':
      return 'Making the shared history…'
    case 'joining':
      return 'Checking the words…'
    case null:
      if (isEmpty === null)
        return 'On your first computer, start here. On every other, join with the words that it showed.'
      return isEmpty
        ? 'Nothing is there yet. Start here, with the history of this computer.'
        : 'A shared history is there. Join it with its words: both histories become one.'
    default:
      return assertNever(work)
  }
}
