import { type WasmMemory, type WasmModule, webAssembly } from './webAssembly'

/** Errors and kinds of WASI (preview 1), as far as they are answered here. */
const success = 0
const badDescriptor = 8
const noEntry = 44
const isDirectory = 3
const isRegularFile = 4

const preopened = 3
const firstFile = 4

class Exit extends Error {
  constructor(readonly code: number) {
    super(`Exit ${code}`)
  }
}

/** A file that is being written, in memory. */
class MemoryFile {
  private bytes = new Uint8Array(1 << 16)
  private length = 0
  private position = 0

  write(piece: Uint8Array): void {
    const end = this.position + piece.byteLength
    if (end > this.bytes.byteLength) {
      const larger = new Uint8Array(Math.max(end, this.bytes.byteLength * 2))
      larger.set(this.bytes.subarray(0, this.length))
      this.bytes = larger
    }
    this.bytes.set(piece, this.position)
    this.position = end
    this.length = Math.max(this.length, end)
  }

  seek(offset: number, whence: number): number {
    this.position = whence === 0 ? offset : whence === 1 ? this.position + offset : this.length + offset
    return this.position
  }

  contents(): Uint8Array {
    return this.bytes.slice(0, this.length)
  }
}

export interface CommandResult {
  readonly exitCode: number
  readonly errorText: string
  /** Files that the command wrote, by name. */
  readonly files: ReadonlyMap<string, Uint8Array>
}

/**
 * Runs a WASI command in memory. Less than node:wasi, on purpose: no file system, no environment and nothing
 * experimental; what is spoken never touches the disk. Only the thirteen calls that Flite makes are there.
 */
export const runCommand = async (
  module: WasmModule,
  commandLine: readonly string[],
): Promise<CommandResult> => {
  const encoder = new TextEncoder()
  const words = commandLine.map((word) => encoder.encode(`${word}\0`))
  const names: string[] = []
  const files: MemoryFile[] = []
  let errorText = ''
  let memory: WasmMemory = { buffer: new ArrayBuffer(0) }
  const view = () => new DataView(memory.buffer)
  const bytesAt = (pointer: number, length: number) => new Uint8Array(memory.buffer, pointer, length)
  const fileOf = (descriptor: number) => files[descriptor - firstFile]

  const calls = {
    args_sizes_get(count: number, size: number): number {
      view().setUint32(count, words.length, true)
      view().setUint32(
        size,
        words.reduce((sum, word) => sum + word.byteLength, 0),
        true,
      )
      return success
    },
    args_get(pointers: number, buffer: number): number {
      let at = buffer
      for (const [index, word] of words.entries()) {
        view().setUint32(pointers + index * 4, at, true)
        bytesAt(at, word.byteLength).set(word)
        at += word.byteLength
      }
      return success
    },
    clock_time_get(_clock: number, _precision: bigint, time: number): number {
      view().setBigUint64(time, BigInt(Date.now()) * 1_000_000n, true)
      return success
    },
    fd_close: (): number => success,
    fd_fdstat_get(descriptor: number, stat: number): number {
      if (descriptor > preopened && !fileOf(descriptor)) return badDescriptor
      bytesAt(stat, 24).fill(0)
      view().setUint8(stat, descriptor === preopened ? isDirectory : isRegularFile)
      // All rights.
      view().setBigUint64(stat + 8, 0xffff_ffff_ffff_ffffn, true)
      view().setBigUint64(stat + 16, 0xffff_ffff_ffff_ffffn, true)
      return success
    },
    fd_fdstat_set_flags: (): number => success,
    fd_prestat_get(descriptor: number, stat: number): number {
      if (descriptor !== preopened) return badDescriptor
      view().setUint8(stat, 0)
      view().setUint32(stat + 4, 1, true)
      return success
    },
    fd_prestat_dir_name(_descriptor: number, name: number): number {
      bytesAt(name, 1).set(encoder.encode('/'))
      return success
    },
    fd_read(_descriptor: number, _buffers: number, _count: number, read: number): number {
      view().setUint32(read, 0, true)
      return success
    },
    fd_seek(descriptor: number, offset: bigint, whence: number, position: number): number {
      const file = fileOf(descriptor)
      if (!file) return badDescriptor
      view().setBigUint64(position, BigInt(file.seek(Number(offset), whence)), true)
      return success
    },
    fd_write(descriptor: number, buffers: number, count: number, written: number): number {
      let total = 0
      for (let index = 0; index < count; index += 1) {
        const pointer = view().getUint32(buffers + index * 8, true)
        const piece = bytesAt(pointer, view().getUint32(buffers + index * 8 + 4, true))
        total += piece.byteLength
        if (descriptor < preopened) errorText += new TextDecoder().decode(piece)
        else fileOf(descriptor)?.write(piece)
      }
      view().setUint32(written, total, true)
      return success
    },
    // biome-ignore lint/complexity/useMaxParams: WASI calls it with these nine.
    path_open(
      _directory: number,
      _lookup: number,
      path: number,
      length: number,
      openFlags: number,
      _rights: bigint,
      _inherited: bigint,
      _flags: number,
      opened: number,
    ): number {
      const mayCreate = (openFlags & 1) !== 0
      if (!mayCreate) return noEntry
      names.push(new TextDecoder().decode(bytesAt(path, length)))
      view().setUint32(opened, firstFile + files.push(new MemoryFile()) - 1, true)
      return success
    },
    proc_exit(code: number): never {
      throw new Exit(code)
    },
  }

  const { exports } = await webAssembly.instantiate(module, { wasi_snapshot_preview1: calls })
  memory = exports.memory as WasmMemory
  let exitCode = 0
  try {
    ;(exports._start as () => void)()
  } catch (error) {
    if (!(error instanceof Exit)) throw error
    exitCode = error.code
  }
  return {
    exitCode,
    errorText,
    files: new Map(files.map((file, index) => [names[index] ?? '', file.contents()])),
  }
}
