/**
 * What is recorded: mono 16-bit little-endian PCM at this rate. Speech needs no more, and every server takes
 * it as WAV.
 */
export const recordingRate = 16_000
const bytesPerSecond = recordingRate * 2

/** Ten minutes are 19 MB: below what engines take in one piece (25 MB). */
export const longestRecordingSeconds = 600
export const mostRecordingBytes = longestRecordingSeconds * bytesPerSecond

export const secondsOfRecording = (byteLength: number): number => byteLength / bytesPerSecond

/** Something that was said and has not become words yet. */
export interface KeptRecording {
  readonly recordingId: string
  readonly seconds: number
  /** Milliseconds since the epoch. */
  readonly recordedAt: number
}
