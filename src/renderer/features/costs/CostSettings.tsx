import type { Settings } from '@shared/model/settings'
import { useRef, useState } from 'react'
import { SettingsGroup } from '../../common/fields/SettingsGroup'
import { useUpdate } from '../../common/fields/useUpdate'
import { formatMonthOfYear } from '../../ui/dates'
import { Field } from '../../ui/Field'
import { FieldRow } from '../../ui/FieldRow'
import { Toggle } from '../../ui/Toggle'
import { detailWords, totalWords } from './costWords'
import { monthOf, useMonthCosts } from './useCosts'

/** A line typed in dollars: null for none, undefined where it makes no sense. */
export const limitFrom = (text: string): number | null | undefined => {
  const trimmed = text.trim().replace(/^\$/, '').replace(',', '.')
  if (trimmed === '') return null
  const number = Number(trimmed)
  return Number.isFinite(number) && number > 0 && number <= 1_000_000 ? number : undefined
}

const LimitField = ({
  value,
  onChange,
}: {
  readonly value: number | null
  readonly onChange: (limit: number | null) => void
}) => {
  const field = useRef<HTMLInputElement>(null)
  const [isWrong, setWrong] = useState(false)
  const keep = () => {
    const limit = limitFrom(field.current?.value ?? '')
    setWrong(limit === undefined)
    if (limit !== undefined && limit !== value) onChange(limit)
  }
  return (
    <Field
      id="monthly-limit"
      label="Monthly limit, in dollars"
      hint="A notice tells when it is reached."
      more="Empty: no limit. Only what has a known price counts."
      error={isWrong ? 'An amount above 0, for example 20.' : null}
    >
      <input
        ref={field}
        id="monthly-limit"
        className="input"
        inputMode="decimal"
        autoComplete="off"
        placeholder="No limit"
        defaultValue={value ?? ''}
        onBlur={keep}
        onKeyDown={(event) => event.key === 'Enter' && keep()}
      />
    </Field>
  )
}

/** What this month has cost, and the line that it should not cross. */
export const CostSettings = ({ settings }: { readonly settings: Settings }) => {
  const { update, error } = useUpdate()
  const [now] = useState(() => Date.now())
  const sum = useMonthCosts(monthOf(now))
  return (
    <SettingsGroup section="costs" title="Costs" error={error}>
      {sum && (
        <FieldRow label={formatMonthOfYear(now)} hint={detailWords(sum).join(' · ')}>
          <strong className="cost-total">{totalWords(sum)}</strong>
        </FieldRow>
      )}
      <LimitField
        value={settings.monthlyLimitUsd}
        onChange={(monthlyLimitUsd) => update({ monthlyLimitUsd })}
      />
      <Toggle
        id="block-at-limit"
        label="Stop at the limit"
        hint="Engines that cost money wait for the next month."
        isOn={settings.blockAtLimit}
        onChange={(blockAtLimit) => update({ blockAtLimit })}
      />
    </SettingsGroup>
  )
}
