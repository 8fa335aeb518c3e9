/** What a process uses, as `app.getAppMetrics` tells it. */
export interface ProcessMetric {
  readonly pid: number
  readonly memory: { /** In KiB. */ readonly workingSetSize: number }
}

const bytesOf = (metrics: readonly ProcessMetric[], pid: number): number =>
  (metrics.find((metric) => metric.pid === pid)?.memory.workingSetSize ?? 0) * 1_024

/**
 * What a page uses: its own process, and by how much others have grown since it opened, because what a page
 * keeps in blobs lies in main's process, and what it sends to the window in the window's. What they grew by
 * for another reason counts as well; that is little beside what a page may use.
 */
export const pageMemory = (metrics: () => readonly ProcessMetric[], others: readonly number[]) => {
  const before = metrics()
  return (pid: number): number => {
    const now = metrics()
    const grown = others.map((other) => Math.max(0, bytesOf(now, other) - bytesOf(before, other)))
    return grown.reduce((sum, bytes) => sum + bytes, bytesOf(now, pid))
  }
}
