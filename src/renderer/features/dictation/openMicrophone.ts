import type { Settings } from '@shared/model/settings'

export interface OpenMicrophone {
  /** The one that was chosen cannot be used: this is the system's own choice. */
  readonly isAnother: boolean
  close(): void
}

export interface MicrophoneOptions {
  readonly chosen: Settings['microphone']
  /** Samples from -1 to 1 at 16 kHz, mono. */
  readonly onFrame: (samples: Float32Array) => void
  /** Unplugged, or taken away by the system. */
  readonly onGone: () => void
}
