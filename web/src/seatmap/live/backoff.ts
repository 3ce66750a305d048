/** How long to wait before the next try: twice as long each time, and never all at the same moment. */
export class Backoff {
  private failures = 0

  /** @param random in [0, 1) */
  constructor(
    private readonly leastMs: number,
    private readonly mostMs: number,
    private readonly random: () => number = Math.random,
  ) {}

  nextMs(): number {
    const full = Math.min(this.leastMs * 2 ** this.failures, this.mostMs)
    this.failures++
    return full / 2 + (full / 2) * this.random()
  }

  reset(): void {
    this.failures = 0
  }
}
