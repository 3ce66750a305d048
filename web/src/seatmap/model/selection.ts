/** Who may choose what. The order of choosing is kept: the list beside the map reads as it grew. */
import type { House } from './house'
import { Status } from './source'

export type Mode = 'buy' | 'staff'

export interface Rules {
  readonly mode: Mode
  /** 0 = no limit. */
  readonly max: number
  readonly isDisabled: boolean
  /** Seat ids that this buyer has already. */
  readonly own: ReadonlySet<number>
}

export type Outcome = 'selected' | 'deselected' | 'taken' | 'blocked' | 'limit' | 'disabled' | 'yours'

/** Whether a seat may be chosen at all, whatever else is chosen: nothing, or why not. */
export function refusal(house: House, rules: Rules, seat: number): Outcome | undefined {
  if (rules.isDisabled) return 'disabled'
  if (rules.mode === 'staff') return undefined
  if (rules.own.has(house.idOf(seat))) return 'yours'
  const status = house.statusOf(seat)
  if (status === Status.blocked) return 'blocked'
  return status === Status.available ? undefined : 'taken'
}

export interface Toggled {
  readonly selection: readonly number[]
  readonly outcome: Outcome
}

/** What a click on a seat does. `selection`: seat ids. */
export function toggle(house: House, rules: Rules, selection: readonly number[], seat: number): Toggled {
  const id = house.idOf(seat)
  if (selection.includes(id) && !rules.isDisabled) {
    return { selection: selection.filter((chosen) => chosen !== id), outcome: 'deselected' }
  }
  const refused = refusal(house, rules, seat)
  if (refused) return { selection, outcome: refused }
  if (rules.max > 0 && selection.length >= rules.max) {
    // Who may have one seat alone means the new one.
    if (rules.max === 1) return { selection: [id], outcome: 'selected' }
    return { selection, outcome: 'limit' }
  }
  return { selection: [...selection, id], outcome: 'selected' }
}

/** Adds as many seats as may be, in the order given. */
export function add(house: House, rules: Rules, selection: readonly number[], seats: Iterable<number>): readonly number[] {
  const out = [...selection]
  const chosen = new Set(out)
  for (const seat of seats) {
    if (rules.max > 0 && out.length >= rules.max) break
    const id = house.idOf(seat)
    if (chosen.has(id) || refusal(house, rules, seat)) continue
    chosen.add(id)
    out.push(id)
  }
  return out
}

/** Seats that were chosen and are somebody else's now. Staff choose taken seats on purpose. */
export function lostSeats(house: House, rules: Rules, selection: readonly number[]): number[] {
  if (rules.mode === 'staff') return []
  return selection.filter((id) => {
    if (rules.own.has(id)) return false
    const seat = house.seatOf(id)
    return seat === undefined || house.statusOf(seat) !== Status.available
  })
}
