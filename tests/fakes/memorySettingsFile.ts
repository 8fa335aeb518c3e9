import type { SettingsFile } from '../../src/main/settings/SettingsStore'

/** settings.json without a disk: what is written is kept as its text. */
export class MemorySettingsFile implements SettingsFile {
  constructor(public text = '{}') {}

  read(): Readonly<Record<string, unknown>> {
    return JSON.parse(this.text) as Record<string, unknown>
  }

  write(values: Readonly<Record<string, unknown>>): void {
    this.text = JSON.stringify({ ...this.read(), ...values })
  }
}
