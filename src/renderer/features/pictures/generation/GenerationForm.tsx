import { fitsFreeSize, type PictureAbilities } from '@shared/model/pictureOptions'
import type { SettingsPatch } from '@shared/model/settings'
import { ImageIcon, X } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { useApp } from '../../../common/appStore'
import { useUpdate } from '../../../common/fields/useUpdate'
import { IconButton } from '../../../ui/IconButton'
import { Select } from '../../../ui/Select'
import { useGeneration } from './generationStore'
import { backgroundWords, formatWords, qualityWords, quoteWords, sizeWords } from './generationWords'
import { useQuote } from './useQuote'

const Choice = ({
  label,
  children,
}: {
  readonly label: string
  readonly children: (id: string) => ReactNode
}) => {
  const id = useId()
  return (
    <span className="generation-choice">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </span>
  )
}

interface OneOf<T extends string> {
  readonly label: string
  readonly values: readonly T[]
  readonly words: Readonly<Record<T, string>>
  readonly value: T | null
  readonly onChoose: (value: T | null) => void
}

/** One of what the model offers; nothing where it offers nothing. */
const OneOfThese = <T extends string>({ label, values, words, value, onChoose }: OneOf<T>) => {
  if (values.length === 0) return null
  // What the model does by itself is a choice of its own, under whatever name it goes.
  const isNamed = values.includes('auto' as T)
  return (
    <Choice label={label}>
      {(id) => (
        <Select
          id={id}
          value={value !== null && values.includes(value) ? value : isNamed ? 'auto' : ''}
          onChange={({ target }) => {
            const chosen = values.find((each) => each === target.value)
            onChoose(chosen === undefined || (chosen as string) === 'auto' ? null : chosen)
          }}
        >
          {!isNamed && <option value="">As it comes</option>}
          {values.map((each) => (
            <option key={each} value={each}>
              {words[each]}
            </option>
          ))}
        </Select>
      )}
    </Choice>
  )
}

const otherSize = 'other'

/** However the cross between width and height was typed. */
const sizeIn = (typed: string): string =>
  typed
    .trim()
    .toLowerCase()
    .replace(/(?<!\s)\s*[x×*]\s*/, 'x')

const SizeChoice = ({
  abilities,
  size,
  update,
}: {
  readonly abilities: PictureAbilities
  readonly size: string
  readonly update: (patch: SettingsPatch) => void
}) => {
  const isListed = abilities.sizes.includes(size)
  const [isOther, setOther] = useState(!isListed && abilities.hasFreeSize)
  const [typed, setTyped] = useState(size.replace('x', ' × '))
  const isWrong = isOther && !fitsFreeSize(sizeIn(typed))
  return (
    <>
      <Choice label="Size">
        {(id) => (
          <Select
            id={id}
            value={isOther ? otherSize : size}
            onChange={({ target }) => {
              setOther(target.value === otherSize)
              if (target.value !== otherSize) update({ pictureSize: target.value })
            }}
          >
            {!isListed && !isOther && <option value={size}>{sizeWords(size)}</option>}
            {abilities.sizes.map((each) => (
              <option key={each} value={each}>
                {sizeWords(each)}
              </option>
            ))}
            {abilities.hasFreeSize && <option value={otherSize}>Other…</option>}
          </Select>
        )}
      </Choice>
      {isOther && (
        <Choice label="Width × height">
          {(id) => (
            <input
              id={id}
              className="input generation-size"
              inputMode="numeric"
              autoComplete="off"
              spellCheck={false}
              aria-invalid={isWrong || undefined}
              aria-describedby={isWrong ? `${id}-why` : undefined}
              value={typed}
              onChange={({ target }) => {
                setTyped(target.value)
                const next = sizeIn(target.value)
                if (fitsFreeSize(next)) update({ pictureSize: next })
              }}
            />
          )}
        </Choice>
      )}
      {isWrong && (
        <p role="alert" className="generation-wrong">
          Steps of 16 pixels, no side more than three times the other, at most 3840 × 2160.
        </p>
      )}
    </>
  )
}

/**
 * The form below `/image` has the options of this engine's picture model, says which it is, and the price.
 */
export const GenerationForm = ({ engineId }: { readonly engineId: string | null }) => {
  const settings = useApp((app) => app.settings)
  const { update, error } = useUpdate()
  const { count, beginning, setCount, beginFrom } = useGeneration()
  const quote = useQuote(engineId, count)
  const abilities = quote?.abilities
  return (
    <section className="generation" aria-label="Picture">
      <div className="generation-head">
        <p className="picture-hint" role="status">
          <ImageIcon size={14} aria-hidden="true" />
          <span>{quoteWords(quote, count)}</span>
        </p>
        {beginning && (
          <span className="generation-beginning">
            A variation{beginning.prompt === '' ? '' : ` of “${beginning.prompt}”`}
            <IconButton label="Not as a variation" onClick={() => beginFrom(null)}>
              <X size={14} />
            </IconButton>
          </span>
        )}
      </div>
      {abilities && settings && (
        <div className="generation-choices">
          <SizeChoice abilities={abilities} size={settings.pictureSize} update={update} />
          <OneOfThese
            label="Quality"
            values={abilities.qualities}
            words={qualityWords}
            value={settings.pictureQuality}
            onChoose={(pictureQuality) => update({ pictureQuality })}
          />
          <OneOfThese
            label="Background"
            values={abilities.backgrounds}
            words={backgroundWords}
            value={settings.pictureBackground}
            onChoose={(pictureBackground) => update({ pictureBackground })}
          />
          <OneOfThese
            label="Format"
            values={abilities.formats}
            words={formatWords}
            value={settings.pictureFormat}
            onChoose={(pictureFormat) => update({ pictureFormat })}
          />
          {abilities.mostCount > 1 && (
            <Choice label="Number">
              {(id) => (
                <Select
                  id={id}
                  value={Math.min(count, abilities.mostCount)}
                  onChange={({ target }) => setCount(Number(target.value))}
                >
                  {Array.from({ length: abilities.mostCount }, (_, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: numbers in order
                    <option key={index} value={index + 1}>
                      {index + 1}
                    </option>
                  ))}
                </Select>
              )}
            </Choice>
          )}
        </div>
      )}
      {error && (
        <p role="alert" className="generation-wrong">
          {error}
        </p>
      )}
    </section>
  )
}
