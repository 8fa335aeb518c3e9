/** Calls back after a time without a sign of life; it stands still while the user is being asked. */
export class QuietTimer {
  private timer: NodeJS.Timeout | null = null
  private holds = 0

  constructor(
    private readonly quietMs: number,
    private readonly onQuiet: () => void,
  ) {
    this.touch()
  }

  /** There was a sign of life: the time begins anew. */
  touch(): void {
    this.stop()
    if (this.holds === 0) this.timer = setTimeout(this.onQuiet, this.quietMs)
  }

  /** Waits until the returned function is called. */
  hold(): () => void {
    this.holds += 1
    this.stop()
    return () => {
      this.holds -= 1
      if (this.holds === 0) this.touch()
    }
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
  }
}
