/**
 * Keeps one house true: reads it, follows its stream, and reads it again when the stream says so.
 *
 * The order of things is what matters here. The stream goes on from the version of the house that was read; what it
 * says while a new house is being read waits, and of that only what is newer counts. A house that is read older than
 * the stream already is (another replica answered) makes the stream begin again from there, so that nothing is
 * missed in between. While the stream is lost the house is asked now and then, by its ETag.
 */
import { House } from '../model/house'
import { isSameHouse, statusOfLetter, type HouseSource, type StatusCode } from '../model/source'
import { Backoff } from './backoff'
import { SeatStream, type Connection, type World } from './seat-stream'
import type { SeatChange, StreamEvent } from './wire'

/** `known`: the version of an ETag. @return nothing when the house is still the same. */
export type ReadHouse = (known: number | undefined, signal: AbortSignal) => Promise<HouseSource | undefined>

export interface FeedListener {
  /** A house to show, in the place of the former one. */
  replaced(house: House, before: House | undefined): void
  /** Seats of the present house that have another status now, and what each had. */
  changed(seats: readonly number[], was: readonly StatusCode[], version: number): void
  stands(connection: Connection): void
  /** The house cannot be read; it is tried again by itself unless the failure is for good. */
  failed(thrown: unknown, isForGood: boolean): void
}

export const pollMs = 6_000
const readRetryLeastMs = 1_000
const readRetryMostMs = 20_000

export class HouseFeed {
  private house: House | undefined
  private source: HouseSource | undefined
  private stream: SeatStream | undefined
  private waiting: StreamEvent[] = []
  private reading: AbortController | undefined
  private stopTimer: (() => void) | undefined
  private readonly backoff: Backoff
  private connection: Connection = 'connecting'
  private hasEnded = false

  /** @param isForGood whether a failure of `read` will not go away, such as 404 */
  constructor(
    private readonly performanceId: number,
    private readonly read: ReadHouse,
    private readonly world: World,
    private readonly listener: FeedListener,
    private readonly isForGood: (thrown: unknown) => boolean,
  ) {
    this.backoff = new Backoff(readRetryLeastMs, readRetryMostMs, () => world.random())
    void this.readAgain()
  }

  close(): void {
    this.hasEnded = true
    this.reading?.abort()
    this.stopTimer?.()
    this.stream?.close()
  }

  /**
   * Reads the house anew.
   * @param known the version whose answer would be no news; absent = answer in any case
   */
  async readAgain(known?: number): Promise<void> {
    if (this.hasEnded) return
    this.reading?.abort()
    this.stopTimer?.()
    const reading = new AbortController()
    this.reading = reading
    try {
      const source = await this.read(known, reading.signal)
      if (this.reading !== reading) return
      this.reading = undefined
      this.backoff.reset()
      if (source) this.take(source)
      else this.settle()
    } catch (thrown) {
      if (this.reading !== reading || this.hasEnded) return
      this.reading = undefined
      const isForGood = this.isForGood(thrown)
      this.listener.failed(thrown, isForGood)
      if (isForGood) this.close()
      else this.later(this.backoff.nextMs(), known)
    }
  }

  private take(source: HouseSource): void {
    const before = this.house
    const hasSameSeats = this.source !== undefined && isSameHouse(this.source, source)
    this.source = source
    if (before && hasSameSeats) {
      this.takeStatuses(before, source)
    } else {
      this.house = new House(source)
      this.listener.replaced(this.house, before)
    }
    this.settle()
  }

  private takeStatuses(house: House, source: HouseSource): void {
    const statuses = Array.from({ length: house.seats }, (_, seat) => statusOfLetter(source.statuses[seat]))
    this.set(house, source.version, statuses.entries())
  }

  /** The house is as it is: what waited for it is applied, and the stream goes on. */
  private settle(): void {
    const waiting = this.waiting
    this.waiting = []
    if (!this.stream) {
      this.stream = new SeatStream(this.performanceId, this.world, {
        version: () => this.house?.version ?? 0,
        heard: (event) => this.heard(event),
        stands: (connection) => this.stands(connection),
      })
      return
    }
    const last = waiting[0]
    if (last?.kind === 'reset' && this.house && this.house.version < last.version) {
      this.stream.reopen()
      return
    }
    for (const event of waiting.slice(1)) this.heard(event)
    if (this.connection === 'lost') this.later(pollMs, this.house?.version)
  }

  private heard(event: StreamEvent): void {
    if (!this.house) return
    if (this.waiting.length > 0) {
      this.waiting.push(event)
      return
    }
    if (event.kind === 'seats') return this.apply(event.version, event.changes)
    const isNews = event.kind === 'reset' || event.version !== this.house.version
    if (!isNews) return
    this.waiting.push({ ...event, kind: 'reset' })
    // A version that went back is another life of the database: its ETags say nothing about ours.
    void this.readAgain(event.version > this.house.version ? this.house.version : undefined)
  }

  private apply(version: number, changes: readonly SeatChange[]): void {
    const house = this.house
    if (!house || version <= house.version) return
    const known: [number, StatusCode][] = []
    for (const { seatId, status } of changes) {
      const seat = house.seatOf(seatId)
      if (seat !== undefined) known.push([seat, status])
    }
    this.set(house, version, known)
  }

  private set(house: House, version: number, statuses: Iterable<readonly [number, StatusCode]>): void {
    house.version = version
    const changed: number[] = []
    const was: StatusCode[] = []
    for (const [seat, status] of statuses) {
      const before = house.statusOf(seat)
      if (!house.setStatus(seat, status)) continue
      changed.push(seat)
      was.push(before)
    }
    if (changed.length > 0) this.listener.changed(changed, was, version)
  }

  private stands(connection: Connection): void {
    this.connection = connection
    this.listener.stands(connection)
    if (this.reading) return
    this.stopTimer?.()
    if (connection === 'lost') this.later(pollMs, this.house?.version)
  }

  private later(milliseconds: number, known: number | undefined): void {
    this.stopTimer?.()
    this.stopTimer = this.world.after(milliseconds, () => void this.readAgain(known))
  }
}
