/**
 * What all parts of one seat map share: the house and its feed, the selection, the filter, the cursor.
 *
 * Parts listen; they never talk to each other. The session knows no framework and no language.
 */
import { HouseFeed, type ReadHouse } from './live/house-feed'
import type { Connection, World } from './live/seat-stream'
import { noFilter, type Filter } from './model/filter'
import type { House } from './model/house'
import type { StatusCode } from './model/source'
import { add, lostSeats, refusal, toggle, type Outcome, type Rules } from './model/selection'

export type Phase = 'loading' | 'ready' | 'failed'

/** What a session tells. Every listener hears all; most look at one or two. */
export interface SessionEvents {
  /** A house to show; `before` is the one whose place it takes. */
  house: { house: House; before: House | undefined }
  /** Seats with another status; `was` are the former ones, in the same order. */
  changed: { seats: readonly number[]; was: readonly StatusCode[]; version: number }
  selection: { ids: readonly number[]; before: readonly number[] }
  /** Chosen seats that somebody else has taken; they have left the selection. */
  conflict: { ids: readonly number[] }
  outcome: { seat: number; outcome: Outcome }
  /** Many seats were chosen or given back at once. */
  lassoed: { seats: readonly number[] }
  /** Somebody wants to see a section. */
  look: { section: number }
  filter: Filter
  /** The seat that the cursor of map and list stands on. */
  cursor: { seat: number | null; by: string }
  rules: Rules
  highlight: ReadonlySet<number>
  connection: Connection
  failed: { thrown: unknown; isForGood: boolean }
}

type Listener<K extends keyof SessionEvents> = (event: SessionEvents[K]) => void

const openRules: Rules = { mode: 'buy', max: 0, isDisabled: false, own: new Set() }

export class SeatSession {
  house: House | undefined
  phase: Phase = 'loading'
  connection: Connection = 'connecting'
  selection: readonly number[] = []
  private selected: ReadonlySet<number> = new Set()
  filter: Filter = noFilter
  cursor: number | null = null
  /** Who has the focus and moves it; empty = nobody. */
  cursorBy = ''
  rules: Rules = openRules
  highlight: ReadonlySet<number> = new Set()
  /** While the buyer's reservation is on its way, a chosen seat that is taken may be his own doing. */
  private isReserving = false
  private readonly listeners = new Map<keyof SessionEvents, Set<Listener<never>>>()
  private readonly feed: HouseFeed

  constructor(
    readonly performanceId: number,
    read: ReadHouse,
    world: World,
    isForGood: (thrown: unknown) => boolean,
  ) {
    this.feed = new HouseFeed(performanceId, read, world, {
      replaced: (house, before) => this.replaced(house, before),
      changed: (seats, was, version) => {
        this.tell('changed', { seats, was, version })
        this.findConflicts()
      },
      stands: (connection) => {
        this.connection = connection
        this.tell('connection', connection)
      },
      failed: (thrown, final) => {
        if (final || !this.house) this.phase = final ? 'failed' : this.phase
        this.tell('failed', { thrown, isForGood: final })
      },
    }, isForGood)
  }

  on<K extends keyof SessionEvents>(kind: K, listener: Listener<K>): () => void {
    const known = this.listeners.get(kind) ?? new Set()
    known.add(listener as Listener<never>)
    this.listeners.set(kind, known)
    return () => known.delete(listener as Listener<never>)
  }

  close(): void {
    this.feed.close()
    this.listeners.clear()
  }

  reload(): Promise<void> {
    return this.feed.readAgain()
  }

  // ---- what people do

  toggle(seat: number): Outcome {
    if (!this.house) return 'disabled'
    const { selection, outcome } = toggle(this.house, this.rules, this.selection, seat)
    this.setSelection(selection)
    this.tell('outcome', { seat, outcome })
    return outcome
  }

  /** Adds seats, or takes them all back when each was chosen already: what a lasso does. */
  toggleAll(seats: readonly number[]): void {
    const house = this.house
    if (!house || seats.length === 0 || this.rules.isDisabled) return
    const ids = new Set(seats.map((seat) => house.idOf(seat)))
    const areChosen = seats.every((seat) => this.isSelected(seat) || refusal(house, this.rules, seat) !== undefined)
    if (areChosen) this.setSelection(this.selection.filter((id) => !ids.has(id)))
    else this.setSelection(add(house, this.rules, this.selection, seats))
    this.tell('lassoed', { seats })
  }

  /** Brings a section into view wherever it is shown. */
  lookAt(section: number): void {
    this.tell('look', { section })
  }

  /** Replaces the selection by seats that may be chosen, as far as the limit goes. */
  select(ids: readonly number[]): void {
    const house = this.house
    if (!house) return this.setSelection(ids)
    const seats = ids.map((id) => house.seatOf(id)).filter((seat) => seat !== undefined)
    this.setSelection(add(house, this.rules, [], seats))
  }

  /** What the page says; what of it is taken already is lost again at once. */
  setSelection(ids: readonly number[]): void {
    const before = this.selection
    if (before.length === ids.length && before.every((id, k) => id === ids[k])) return
    this.selection = [...ids]
    this.selected = new Set(ids)
    this.tell('selection', { ids: this.selection, before })
    this.findConflicts()
  }

  setRules(rules: Rules, isReserving: boolean): void {
    this.rules = rules
    this.isReserving = isReserving
    this.tell('rules', rules)
    this.findConflicts()
  }

  setFilter(filter: Filter): void {
    this.filter = filter
    this.tell('filter', filter)
  }

  setHighlight(ids: readonly number[]): void {
    this.highlight = new Set(ids)
    this.tell('highlight', this.highlight)
  }

  /** @param by who moved it, so that nobody follows himself */
  setCursor(seat: number | null, by: string): void {
    if (seat === this.cursor && by === this.cursorBy) return
    this.cursor = seat
    this.cursorBy = by
    this.tell('cursor', { seat, by })
  }

  /** The focus went elsewhere: the cursor stays where it is, but nobody stands on it. */
  leaveCursor(by: string): void {
    if (this.cursorBy === by) this.setCursor(this.cursor, '')
  }

  isSelected(seat: number): boolean {
    return this.house !== undefined && this.selected.has(this.house.idOf(seat))
  }

  isOwn(seat: number): boolean {
    return this.house !== undefined && this.rules.own.has(this.house.idOf(seat))
  }

  // ---- what the house does

  private replaced(house: House, before: House | undefined): void {
    const cursor = this.cursor !== null && before ? house.seatOf(before.idOf(this.cursor)) : undefined
    this.house = house
    this.phase = 'ready'
    this.cursor = cursor ?? null
    this.tell('house', { house, before })
    this.findConflicts()
  }

  private findConflicts(): void {
    if (!this.house || this.isReserving) return
    const lost = lostSeats(this.house, this.rules, this.selection)
    if (lost.length === 0) return
    this.setSelection(this.selection.filter((id) => !lost.includes(id)))
    this.tell('conflict', { ids: lost })
  }

  private tell<K extends keyof SessionEvents>(kind: K, event: SessionEvents[K]): void {
    for (const listener of this.listeners.get(kind) ?? []) (listener as Listener<K>)(event)
  }
}
