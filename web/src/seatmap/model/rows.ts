/**
 * The physical rows of a house, front to back, each in the order in which its seats are seen from left to right.
 *
 * Neighbours are neighbours by position, never by what is printed on the chair; an aisle is no end of a row.
 */
import { median } from './geometry'
import type { Columns } from './source'

export interface Row {
  readonly index: number
  readonly section: number
  /** The physical number, from the front. */
  readonly number: number
  readonly label: string
  /** Left to right as drawn. */
  readonly seats: Int32Array
}

export interface Rows {
  readonly all: readonly Row[]
  /** By section, front to back. */
  readonly bySection: readonly (readonly Row[])[]
  readonly rowOf: Int32Array
  readonly placeOf: Int32Array
}

function inOrder(columns: Columns): Int32Array {
  const order = Int32Array.from({ length: columns.count }, (_, i) => i)
  const { sections, rows, columns: numbers } = columns
  return order.sort(
    (a, b) => sections[a]! - sections[b]! || rows[a]! - rows[b]! || numbers[a]! - numbers[b]! || a - b,
  )
}

/** Column numbers may run against the drawing: what counts is which end lies to the left. */
function leftToRight(seats: Int32Array, xs: Float32Array): Int32Array {
  const first = xs[seats[0]!]!
  const last = xs[seats[seats.length - 1]!]!
  return last < first ? seats.reverse() : seats
}

export function makeRows(columns: Columns, sections: number): Rows {
  const order = inOrder(columns)
  const all: Row[] = []
  const bySection: Row[][] = Array.from({ length: sections }, () => [])
  const rowOf = new Int32Array(columns.count)
  const placeOf = new Int32Array(columns.count)
  for (let begin = 0; begin < order.length; ) {
    const first = order[begin]!
    const section = columns.sections[first]!
    const number = columns.rows[first]!
    let end = begin + 1
    while (end < order.length && columns.sections[order[end]!] === section && columns.rows[order[end]!] === number) end++
    const seats = leftToRight(order.slice(begin, end), columns.xs)
    const row: Row = { index: all.length, section, number, label: columns.rowLabels[first] ?? '', seats }
    seats.forEach((seat, place) => {
      rowOf[seat] = row.index
      placeOf[seat] = place
    })
    all.push(row)
    bySection[section]?.push(row)
    begin = end
  }
  return { all, bySection, rowOf, placeOf }
}

/** How far apart the middles of neighbouring chairs are, and of neighbouring rows: the usual case of the house. */
export function spacing(columns: Columns, rows: Rows): { readonly seat: number; readonly row: number } {
  const seats: number[] = []
  const between: number[] = []
  for (const row of rows.all) {
    for (let place = 1; place < row.seats.length; place++) {
      const a = row.seats[place - 1]!
      const b = row.seats[place]!
      if (Math.abs(columns.columns[a]! - columns.columns[b]!) !== 1) continue
      seats.push(Math.hypot(columns.xs[a]! - columns.xs[b]!, columns.ys[a]! - columns.ys[b]!))
    }
  }
  for (const section of rows.bySection) {
    for (let k = 1; k < section.length; k++) {
      const from = section[k - 1]!.seats
      const seat = from[from.length >> 1]!
      let least = Infinity
      for (const other of section[k]!.seats) {
        least = Math.min(least, Math.hypot(columns.xs[seat]! - columns.xs[other]!, columns.ys[seat]! - columns.ys[other]!))
      }
      between.push(least)
    }
  }
  const seat = median(seats)
  return { seat, row: median(between) || seat }
}
