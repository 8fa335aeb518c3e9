import { type MeantWord, nearWords, readWords, wordCount } from '@shared/sync/words'
import { useEffect, useState } from 'react'
import { useCall } from '../../ipc/useCall'
import { Field } from '../../ui/Field'

interface Props {
  readonly value: string
  readonly error: string | null
  readonly hint: string
  readonly onChange: (words: string) => void
  readonly onEnter: () => void
}

/** The list of all words, loaded when the field is first shown. */
const loadWordlist = async () => (await import('@scure/bip39/wordlists/english.js')).wordlist

/** Takes the six words, says which of them it knows, and what an unknown one may be meant to be. */
export const WordsField = ({ value, error, hint, onChange, onEnter }: Props) => {
  const list = useCall(loadWordlist, [], 'The list of words could not be loaded')
  const [isAtIt, setAtIt] = useState(false)
  const words = list === null ? [] : readWords(value, list)
  // The word that is being typed is not judged.
  const isOpen = isAtIt && /[\p{L}\d]$/u.test(value)
  const unknown = words.filter((word, index) => !word.isKnown && !(isOpen && index === words.length - 1))
  const replace = (word: MeantWord, by: string) =>
    onChange(words.map((each) => (each === word ? by : each.meant)).join(' '))
  return (
    <Field id="sync-words" label="Words" error={error} hint={hint}>
      <textarea
        id="sync-words"
        className="input sync-words-field"
        rows={2}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        maxLength={500}
        aria-invalid={error !== null}
        aria-describedby="sync-words-hint sync-words-known"
        value={value}
        onFocus={() => setAtIt(true)}
        onBlur={() => setAtIt(false)}
        onChange={({ target }) => onChange(target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
          event.preventDefault()
          onEnter()
        }}
      />
      <p id="sync-words-known" className="sync-known">
        {words.length > 0 && list !== null && knownWords(words)}
      </p>
      <div role="status">
        {list !== null &&
          unknown.map((word, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same word may be there twice
            <Unknown key={index} word={word} list={list} onReplace={(by) => replace(word, by)} />
          ))}
      </div>
    </Field>
  )
}

/** "4 of 6: apple river stone north" – what was cut is shown whole. */
const knownWords = (words: readonly MeantWord[]): string => {
  const known = words.filter(({ isKnown }) => isKnown)
  return `${known.length} of ${wordCount}${known.length === 0 ? '' : `: ${known.map(({ meant }) => meant).join(' ')}`}`
}

interface UnknownProps {
  readonly word: MeantWord
  readonly list: readonly string[]
  readonly onReplace: (by: string) => void
}

const Unknown = ({ word, list, onReplace }: UnknownProps) => {
  const [near, setNear] = useState<readonly string[]>([])
  useEffect(() => setNear(nearWords(word.typed, list)), [word.typed, list])
  return (
    <p className="sync-unknown">
      “{word.typed}” is none of the words.
      {near.length > 0 && ' Did you mean'}
      {near.map((each) => (
        <button key={each} type="button" className="text-button" onClick={() => onReplace(each)}>
          {each}
        </button>
      ))}
    </p>
  )
}
