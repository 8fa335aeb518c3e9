import type { OfferedPrompts } from '@shared/ipc/serverContent'
import type { Draft } from '@shared/model/conversation'
import {
  type KeyboardEvent,
  type RefObject,
  Suspense,
  useCallback,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react'
import { useApp } from '../../common/appStore'
import { useBlanks } from '../../common/blanks/blanksStore'
import { wantsToSend } from '../../common/keys/wantsToSend'
import { useNavigation } from '../../common/navigation/navigation'
import { client } from '../../ipc/client'
import { lazyReady } from '../../ui/lazyReady'
import { CommandBar } from './CommandBar'
import { entriesOf, type Match, matchesOf, queryOf } from './entries'

const { Component: CommandMenu, load } = lazyReady(async () => (await import('./CommandMenu')).CommandMenu)

/** The field that commands are typed into, and the question in it. */
interface Target {
  readonly field: RefObject<HTMLTextAreaElement | null>
  readonly read: () => Draft
  /** Another draft in the place of this one, so that undo leads back. */
  readonly rewrite: (draft: Draft) => void
  readonly fieldProps: {
    readonly onInput: () => void
    readonly onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => void
  }
}

/** Runs a match; null where nothing came of it. Loaded when one is taken. */
const outcomeOf = async ({ entry, rest }: Match): Promise<Draft | null> =>
  (await import('./takeEntry')).takeEntry(entry, rest)

const noOffers: readonly OfferedPrompts[] = []

/** What servers last offered as prompts, asked for with each slash. */
const useOffers = (isWanted: boolean): readonly OfferedPrompts[] => {
  const hasServers = useApp((app) => app.settings?.toolServers.some(({ isOn }) => isOn) ?? false)
  const [offers, setOffers] = useState(noOffers)
  useEffect(() => {
    if (!isWanted || !hasServers) return
    client.call('serverContent.prompts', {}).then(setOffers, (error: unknown) => {
      console.error('Prompts of tool servers are not known', error)
    })
  }, [isWanted, hasServers])
  return hasServers ? offers : noOffers
}

/**
 * Commands by `/` at the beginning of a field: the list while the name is typed, and what becomes of the
 * field's words when one is taken. Nothing is sent.
 */
export const useCommands = <T extends Target>(target: T) => {
  const commands = useApp((app) => app.settings?.lookActions)
  const visit = useNavigation((navigation) => navigation.visit)
  const id = useId()
  const [query, setQuery] = useState<string | null>(null)
  const [active, setActive] = useState(0)
  /** The user left the list: it stays closed until the next slash. */
  const isLeft = useRef(false)
  /** The words for which something is being fetched. */
  const taking = useRef<string | null>(null)
  const { field, read, rewrite, fieldProps } = target

  const offers = useOffers(query !== null)
  const matches = query === null ? [] : matchesOf(query, entriesOf(commands ?? [], offers))
  const isOpen = matches.length > 0
  const at = Math.min(active, matches.length - 1)

  const close = useCallback(() => setQuery(null), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation, another field
  useEffect(() => {
    close()
    return () => useBlanks.getState().settle()
  }, [visit, close])

  const take = async (match: Match) => {
    close()
    const before = read().text
    taking.current = before
    try {
      const taken = await outcomeOf(match)
      const { current } = field
      if (taken) {
        const { text, attachments } = read()
        // What was typed meanwhile is kept, below.
        const since = text === before || text === '' ? '' : `\n${text}`
        rewrite({ text: `${taken.text}${since}`, attachments: [...attachments, ...taken.attachments] })
        current?.setSelectionRange(taken.text.length, taken.text.length)
      }
      current?.focus()
    } finally {
      taking.current = null
    }
  }
  const input = () => {
    fieldProps.onInput()
    const next = queryOf(field.current?.value ?? '')
    if (next === null || next === '') isLeft.current = false
    if (next !== null) load().catch((error: unknown) => console.error('Commands could not be shown', error))
    setActive(0)
    setQuery(isLeft.current ? null : next)
  }
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (!handle(event)) fieldProps.onKeyDown(event)
  }
  /** Whether the key was for the list. */
  const handle = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    const { nativeEvent: key } = event
    const isPlain = !key.isComposing && key.keyCode !== 229 && !key.ctrlKey && !key.metaKey && !key.altKey
    if (!isPlain || key.shiftKey) return false
    const isTake = wantsToSend(key) || key.key === 'Tab'
    // A name that is on its way to its words is not sent as a question.
    if (taking.current !== null && taking.current === read().text && wantsToSend(key)) {
      event.preventDefault()
      return true
    }
    if (!isOpen) return false
    const match = matches[at]
    if (key.key === 'ArrowDown') setActive((at + 1) % matches.length)
    else if (key.key === 'ArrowUp') setActive((at - 1 + matches.length) % matches.length)
    else if (isTake && match) void take(match)
    else if (key.key === 'Escape') {
      isLeft.current = true
      close()
      // The list is left, and not the window.
      event.stopPropagation()
    } else return false
    event.preventDefault()
    return true
  }
  const isShown = isOpen ? { 'aria-controls': id, 'aria-activedescendant': `${id}-${at}` } : {}
  return {
    fieldProps: {
      ...(fieldProps as T['fieldProps']),
      onInput: input,
      onKeyDown: press,
      'aria-autocomplete': 'list' as const,
      ...isShown,
    },
    /** What a command that is taken asks or tells. */
    bar: <CommandBar />,
    menu: isOpen && (
      <Suspense>
        <CommandMenu
          id={id}
          field={field}
          matches={matches}
          active={at}
          onTake={(match) => void take(match)}
          onClose={close}
        />
      </Suspense>
    ),
  }
}
