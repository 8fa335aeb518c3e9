import { AppError } from '@shared/ipc/errors'
import { recordingRate } from '@shared/model/dictation'
import type { Settings } from '@shared/model/settings'
import workletUrl from './recorderWorklet?worker&url'

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

/** What the browser is asked to take out of the sound: the app's own voice above all. */
const wanted: MediaTrackConstraints = {
  channelCount: 1,
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
}

/**
 * Opens the chosen microphone, or the system's where it is gone. It works only while main lets this window
 * hear.
 */
export const openMicrophone = async ({
  chosen,
  onFrame,
  onGone,
}: MicrophoneOptions): Promise<OpenMicrophone> => {
  const { stream, isAnother } = await findStream(chosen)
  const tracks = stream.getTracks()
  // Before anything else: it may go away while the rest is made.
  for (const track of tracks) track.addEventListener('ended', onGone)
  let context: AudioContext | null = null
  const close = () => {
    for (const track of tracks) track.stop()
    void context?.close()
  }
  try {
    if (tracks.some(({ readyState }) => readyState === 'ended')) throw new AppError('microphone/gone')
    // It plays nothing: without a sink it works without a loudspeaker too. TypeScript does not know the
    // option.
    const options = { sampleRate: recordingRate, sinkId: { type: 'none' } }
    context = new AudioContext(options as AudioContextOptions)
    const source = context.createMediaStreamSource(stream)
    await context.audioWorklet.addModule(workletUrl)
    const recorder = new AudioWorkletNode(context, 'recorder', {
      channelCount: 1,
      channelCountMode: 'explicit',
    })
    recorder.port.onmessage = ({ data }: MessageEvent<Float32Array>) => onFrame(data)
    // Pulled only with a way to the end; it puts nothing out.
    source.connect(recorder).connect(context.destination)
    await context.resume()
    return {
      isAnother,
      close: () => {
        recorder.port.onmessage = null
        close()
      },
    }
  } catch (error) {
    close()
    throw error
  }
}

const findStream = async (
  chosen: Settings['microphone'],
): Promise<{ stream: MediaStream; isAnother: boolean }> => {
  if (chosen === null) return { stream: await ask(wanted), isAnother: false }
  try {
    return { stream: await ask({ ...wanted, deviceId: { exact: chosen.id } }), isAnother: false }
  } catch (error) {
    // Not there, or not to be opened: a list of devices may be older than what was unplugged.
    if (!(error instanceof AppError) || error.code === 'microphone/denied') throw error
    // Ids change with the profile's site data; names stay.
    const again = (await listMicrophones()).find(({ name }) => name === chosen.name)
    if (again && again.id !== chosen.id)
      return { stream: await ask({ ...wanted, deviceId: { exact: again.id } }), isAnother: false }
    return { stream: await ask(wanted), isAnother: true }
  }
}

const ask = async (audio: MediaTrackConstraints): Promise<MediaStream> => {
  try {
    return await navigator.mediaDevices.getUserMedia({ audio, video: false })
  } catch (error) {
    throw failureOf(error)
  }
}

const failureOf = (error: unknown): unknown => {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return new AppError('microphone/denied', undefined, undefined, { cause: error })
    case 'NotFoundError':
    case 'OverconstrainedError':
      return new AppError('microphone/none', undefined, undefined, { cause: error })
    case 'NotReadableError':
    case 'AbortError':
      return new AppError('microphone/busy', undefined, undefined, { cause: error })
  }
  return error
}

/** The list has names only while this window hears: otherwise the browser tells none. */
export const listMicrophones = async (): Promise<readonly { id: string; name: string }[]> =>
  (await navigator.mediaDevices.enumerateDevices())
    .filter(({ kind, deviceId, label }) => kind === 'audioinput' && label !== '' && deviceId !== 'default')
    .map(({ deviceId, label }) => ({ id: deviceId, name: label }))
