/**
 * The open line to a performance: connects, comes back with ever longer pauses, and says how it stands.
 *
 * The browser's EventSource returns by itself (with Last-Event-ID) when a connection breaks, and gives up for good
 * when it is refused; then this opens a new one that names the version in the query. A line that nobody looks at is
 * closed after a while and opened again when the page is looked at: servers have a limit of streams, phones a battery.
 */
import { Backoff } from './backoff'
import { parseEvent, type StreamEvent, type StreamEventKind } from './wire'

export type Connection = 'connecting' | 'live' | 'lost' | 'paused'

/** What EventSource is used for. */
export interface EventLine {
  readonly readyState: number
  onopen: ((event: Event) => void) | null
  onerror: ((event: Event) => void) | null
  addEventListener(name: string, listener: (event: MessageEvent<string>) => void): void
  close(): void
}

/** The browser, so that tests can stand in for it. */
export interface World {
  open(address: string): EventLine
  after(milliseconds: number, task: () => void): () => void
  /** Whether the page is looked at, and word of each change. */
  isVisible(): boolean
  onVisible(listener: () => void): () => void
  /** The network came back. */
  onOnline(listener: () => void): () => void
  random(): number
}

export const retryLeastMs = 1_000
export const retryMostMs = 30_000
/** An interruption shorter than this is nobody's business. */
export const quietMs = 2_500
export const hiddenMs = 60_000

const closed = 2
const kinds: readonly StreamEventKind[] = ['version', 'seats', 'reset']

export interface StreamListener {
  /** The newest version that the house has: where to go on. */
  version(): number
  heard(event: StreamEvent): void
  stands(connection: Connection): void
}

export class SeatStream {
  private line: EventLine | undefined
  private stopRetry: (() => void) | undefined
  private stopQuiet: (() => void) | undefined
  private stopHidden: (() => void) | undefined
  private readonly backoff: Backoff
  private readonly unwatch: (() => void)[]
  private connection: Connection = 'connecting'
  private hasEnded = false

  constructor(
    private readonly performanceId: number,
    private readonly world: World,
    private readonly listener: StreamListener,
  ) {
    this.backoff = new Backoff(retryLeastMs, retryMostMs, () => world.random())
    this.unwatch = [world.onVisible(() => this.looked()), world.onOnline(() => this.reopen())]
    if (world.isVisible()) this.open()
    else this.pause()
  }

  /** Connects anew, from the version that the house has now. */
  reopen(): void {
    if (this.hasEnded || this.connection === 'paused') return
    this.backoff.reset()
    this.open()
  }

  close(): void {
    this.hasEnded = true
    for (const stop of this.unwatch) stop()
    this.stopHidden?.()
    this.hangUp()
  }

  private open(): void {
    this.hangUp()
    const version = this.listener.version()
    const line = this.world.open(`/performances/${this.performanceId}/seatmap/stream?version=${version}`)
    this.line = line
    line.onopen = () => {
      this.backoff.reset()
      this.stand('live')
    }
    line.onerror = () => this.failed(line)
    for (const kind of kinds) {
      line.addEventListener(kind, (message) => {
        if (line !== this.line) return
        const event = parseEvent(kind, message.data)
        if (event) this.listener.heard(event)
      })
    }
  }

  private failed(line: EventLine): void {
    if (line !== this.line) return
    this.breaks()
    if (line.readyState !== closed) return // it comes back by itself
    line.close()
    this.line = undefined
    this.stopRetry?.()
    this.stopRetry = this.world.after(this.backoff.nextMs(), () => this.open())
  }

  /** Says "lost" when it does not come back at once. */
  private breaks(): void {
    if (this.connection === 'lost' || this.stopQuiet) return
    this.stopQuiet = this.world.after(quietMs, () => {
      this.stopQuiet = undefined
      this.stand('lost')
    })
  }

  private stand(connection: Connection): void {
    if (connection !== 'lost') {
      this.stopQuiet?.()
      this.stopQuiet = undefined
    }
    if (connection === this.connection) return
    this.connection = connection
    this.listener.stands(connection)
  }

  private looked(): void {
    this.stopHidden?.()
    this.stopHidden = undefined
    if (!this.world.isVisible()) {
      this.stopHidden = this.world.after(hiddenMs, () => this.pause())
      return
    }
    if (this.connection === 'paused') {
      this.stand('connecting')
      this.open()
    } else if (this.connection === 'lost') {
      this.reopen()
    }
  }

  private pause(): void {
    this.hangUp()
    this.stand('paused')
  }

  private hangUp(): void {
    this.stopRetry?.()
    this.stopRetry = undefined
    if (!this.line) return
    const line = this.line
    this.line = undefined
    line.onopen = null
    line.onerror = null
    line.close()
  }
}

/** The browser itself. */
export const browserWorld: World = {
  open: (address) => new EventSource(address),
  after(milliseconds, task) {
    const timer = window.setTimeout(task, milliseconds)
    return () => window.clearTimeout(timer)
  },
  isVisible: () => document.visibilityState === 'visible',
  onVisible(listener) {
    document.addEventListener('visibilitychange', listener)
    return () => document.removeEventListener('visibilitychange', listener)
  },
  onOnline(listener) {
    window.addEventListener('online', listener)
    return () => window.removeEventListener('online', listener)
  },
  random: Math.random,
}
