import type { ReactNode } from 'react'
import type { SettingsSection } from '../navigation/navigation'

interface Props {
  readonly section: SettingsSection
  readonly title: string
  readonly error?: string | null
  /** Rows: the search of the settings shows and hides each of them. */
  readonly children: ReactNode
}

export const SettingsGroup = ({ section, title, error, children }: Props) => (
  <section data-section={section} className="settings-group">
    {/* It takes the focus where the settings are opened for this section. */}
    <h3 tabIndex={-1}>{title}</h3>
    {children}
    {error && (
      <p role="alert" className="field-error">
        {error}
      </p>
    )}
  </section>
)
