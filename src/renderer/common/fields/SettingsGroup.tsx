import type { ReactNode } from 'react'
import type { SettingsSection } from '../navigation/navigation'

interface Props {
  readonly section: SettingsSection
  readonly title: string
  readonly error?: string | null
  readonly children: ReactNode
}

export const SettingsGroup = ({ section, title, error, children }: Props) => (
  <section data-section={section} className="settings-group">
    <h3>{title}</h3>
    {children}
    {error && (
      <p role="alert" className="field-error">
        {error}
      </p>
    )}
  </section>
)
