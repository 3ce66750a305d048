/**
 * The list of seats without its looks: which rows and seats of a section are shown, which of the rows are in the
 * document at all, and where a key takes the focus.
 */
import type { House, Section } from '../model/house'
import { besideInRow, firstInRow, inRowAway, lastInRow, rowByLabel, type Accept } from '../model/order'
import type { Row } from '../model/rows'

/** A row with its seats at their columns; `null` is a place without a seat: an aisle, or one that is filtered out. */
export interface ListRow {
  readonly row: Row
  readonly cells: readonly (number | null)[]
}

export interface SectionList {
  readonly rows: readonly ListRow[]
  readonly columns: number
}

/** Rows of a section that have a seat to show, their seats above each other by column. */
export function listOf(house: House, section: Section, accept: Accept): SectionList {
  let first = Infinity
  let last = -Infinity
  for (const row of section.rows) {
    for (const seat of row.seats) {
      first = Math.min(first, house.columnOf(seat))
      last = Math.max(last, house.columnOf(seat))
    }
  }
  const columns = last < first ? 0 : last - first + 1
  const rows = section.rows.flatMap((row): ListRow[] => {
    const seats = row.seats
    if (firstInRow(row, accept) === undefined) return []
    // Columns run with the drawing, whichever way they are numbered.
    const isTurned = house.columnOf(seats[0]!) > house.columnOf(seats[seats.length - 1]!)
    const cells = new Array<number | null>(columns).fill(null)
    for (const seat of seats) {
      const column = house.columnOf(seat)
      if (accept(seat)) cells[isTurned ? last - column : column - first] = seat
    }
    return [{ row, cells }]
  })
  return { rows, columns }
}

/** The rows that are in the document: those in sight, some before and after, and the one with the focus. */
export function rowsInSight(count: number, rowHeight: number, scrollTop: number, height: number, focused: number | undefined): number[] {
  const spare = 4
  const first = Math.max(Math.floor(scrollTop / rowHeight) - spare, 0)
  const last = Math.min(Math.ceil((scrollTop + height) / rowHeight) + spare, count - 1)
  const out: number[] = []
  if (focused !== undefined && focused < first && focused >= 0) out.push(focused)
  for (let row = first; row <= last; row++) out.push(row)
  if (focused !== undefined && focused > last && focused < count) out.push(focused)
  return out
}

const rowsOfPage = 5
const typingMs = 900

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'timeStamp'>

/** Where the keys of an ARIA grid go. Remembers what was typed, and where a walk through the rows began. */
export class ListWalk {
  private anchor: number | undefined
  private typed = ''
  private typedAt = -Infinity

  /** @return the seat to go to, or nothing when the key means none. */
  after(house: House, from: number, event: Key, accept: Accept): number | undefined {
    if (event.metaKey || event.altKey) return undefined
    const rows = house.sectionOf(from).rows.filter((row) => firstInRow(row, accept) !== undefined)
    const steps = { ArrowUp: -1, ArrowDown: 1, PageUp: -rowsOfPage, PageDown: rowsOfPage }[event.key]
    if (steps !== undefined) {
      this.anchor ??= from
      return inRowAway(house, from, steps, this.anchor, accept)
    }
    this.anchor = undefined
    switch (event.key) {
      case 'ArrowLeft':
        return besideInRow(house, from, -1, accept)
      case 'ArrowRight':
        return besideInRow(house, from, 1, accept)
      case 'Home':
        return firstInRow(event.ctrlKey ? (rows[0] ?? house.rowOf(from)) : house.rowOf(from), accept)
      case 'End':
        return lastInRow(event.ctrlKey ? (rows[rows.length - 1] ?? house.rowOf(from)) : house.rowOf(from), accept)
      default:
        return event.ctrlKey || [...event.key].length !== 1 || event.key === ' ' ? undefined : this.type(house, rows, from, event, accept)
    }
  }

  private type(house: House, rows: readonly Row[], from: number, event: Key, accept: Accept): number | undefined {
    this.typed = event.timeStamp - this.typedAt > typingMs ? event.key : this.typed + event.key
    this.typedAt = event.timeStamp
    const row = rowByLabel(rows, this.typed, rows.indexOf(house.rowOf(from)))
    if (!row) return undefined
    const place = house.placeOf(from)
    const seats = Array.from(row.seats).filter(accept)
    return seats[Math.min(place, seats.length - 1)]
  }
}
