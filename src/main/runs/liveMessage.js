/**
 * The assistant's message that a run is writing. The one place where its parts change; every change goes to the windows
 * and to the library in the same order.
 */
export class LiveMessage {
  start
  sinks
  now
  parts
  /** Pieces of the last part that have arrived since it was opened; joined when somebody looks. */
  growth = []
  /** How many chunks each part has had, by part index. */
  chunkCounts = []
  usage
  cost
  constructor(start, sinks, now) {
    this.start = start
    this.sinks = sinks
    this.now = now
    this.parts = [...start.parts]
    this.usage = start.usage
    this.cost = start.costUsd
  }
  get id() {
    return this.start.id
  }
  /** The message as it is now. */
  get message() {
    this.settleGrowth()
    return { ...this.start, parts: [...this.parts], ...this.charges() }
  }
  get hasText() {
    return this.parts.some((part) => part.type === 'text') || this.growth.length > 0
  }
  /** More text of this kind: grows the last part where it is of that kind, opens one otherwise. */
  grow(type, text) {
    if (text === '') return
    const last = this.parts.at(-1)
    if (last?.type !== type) {
      this.endReasoning()
      this.open(type === 'text' ? { type, text: '' } : { type, text: '', startedAt: this.now() })
    }
    const index = this.parts.length - 1
    const chunkIndex = this.chunkCounts[index] ?? 0
    this.growth.push(text)
    this.sinks.writeChunk({ messageId: this.id, partIndex: index, chunkIndex, text })
    this.chunkCounts[index] = chunkIndex + 1
    this.sinks.publish({ type: 'part.grew', messageId: this.id, index, text })
  }
  /** Adds a part and returns its index. */
  add(part) {
    this.endReasoning()
    this.open(part)
    return this.parts.length - 1
  }
  replace(index, part) {
    this.settleGrowth()
    this.parts[index] = part
    this.write(index, part)
    this.sinks.publish({ type: 'part.replaced', messageId: this.id, index, part })
  }
  /** Keeps the engine's own reasoning item beside the reasoning that was just shown. */
  attachReasoning(opaque) {
    this.settleGrowth()
    const index = this.parts.findLastIndex((part) => part.type === 'reasoning')
    const last = this.parts[index]
    if (last?.type === 'reasoning' && last.opaque === undefined && index === this.parts.length - 1) {
      this.replace(index, { ...last, endedAt: this.now(), opaque })
    } else {
      this.add({ type: 'reasoning', text: '', startedAt: this.now(), endedAt: this.now(), opaque })
    }
  }
  charge(usage, costUsd) {
    if (usage) {
      const before = this.usage
      this.usage = before
        ? {
            inputTokens: before.inputTokens + usage.inputTokens,
            cachedInputTokens: before.cachedInputTokens + usage.cachedInputTokens,
            outputTokens: before.outputTokens + usage.outputTokens,
            reasoningTokens: before.reasoningTokens + usage.reasoningTokens,
          }
        : usage
    }
    if (costUsd === undefined) return
    // One unknown price makes the whole unknown: a sum of the known ones would be a lie.
    this.cost = costUsd === null || this.cost === null ? null : (this.cost ?? 0) + costUsd
  }
  /** The message as it ended. Publishes the end; writing it for good is the runner's act. */
  finish(state, failure) {
    this.endReasoning()
    if (failure) this.open(failure)
    return { ...this.message, state, finishedAt: this.now() }
  }
  charges() {
    return {
      ...(this.usage === undefined ? {} : { usage: this.usage }),
      ...(this.cost === undefined ? {} : { costUsd: this.cost }),
    }
  }
  open(part) {
    this.settleGrowth()
    this.parts.push(part)
    const index = this.parts.length - 1
    this.write(index, part)
    this.sinks.publish({ type: 'part.opened', messageId: this.id, index, part })
  }
  write(partIndex, part) {
    const nextChunk = this.chunkCounts[partIndex] ?? 0
    this.sinks.writePart({ messageId: this.id, partIndex, nextChunk, part })
  }
  endReasoning() {
    this.settleGrowth()
    const index = this.parts.length - 1
    const last = this.parts[index]
    if (last?.type === 'reasoning' && last.endedAt === undefined)
      this.replace(index, { ...last, endedAt: this.now() })
  }
  settleGrowth() {
    if (this.growth.length === 0) return
    const index = this.parts.length - 1
    const last = this.parts[index]
    this.parts[index] = { ...last, text: last.text + this.growth.join('') }
    this.growth = []
  }
}
