/** What of the audio thread's world is used: TypeScript brings no types for it. */
declare const AudioWorkletProcessor: new () => { readonly port: MessagePort }
declare const registerProcessor: (name: string, processor: new () => object) => void

/** A frame is 32 ms at 16 kHz: short enough for a level that moves, long enough to tell how loud it is. */
const frameSamples = 512

/** Hands on what the microphone hears, frame by frame, however busy the page is. */
class Recorder extends AudioWorkletProcessor {
  private frame = new Float32Array(frameSamples)
  private length = 0

  process([input]: readonly (readonly Float32Array[])[]): boolean {
    const heard = input?.[0]
    if (!heard) return true
    let taken = 0
    while (taken < heard.length) {
      const piece = heard.subarray(taken, taken + frameSamples - this.length)
      this.frame.set(piece, this.length)
      taken += piece.length
      this.length += piece.length
      if (this.length < frameSamples) continue
      this.port.postMessage(this.frame, [this.frame.buffer])
      this.frame = new Float32Array(frameSamples)
      this.length = 0
    }
    return true
  }
}

registerProcessor('recorder', Recorder)
