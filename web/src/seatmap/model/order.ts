/** Where the cursor goes: from a seat to the next one in the order in which they physically stand. */
import type { House } from './house'
import type { Row } from './rows'

export type Accept = (seat: number) => boolean
export type Direction = 'left' | 'right' | 'up' | 'down'

const everySeat: Accept = () => true

/** The first accepted seat of a row from `place` on, going `step`; aisles do not count. */
function along(row: Row, place: number, step: 1 | -1, accept: Accept): number | undefined {
  for (let k = place; k >= 0 && k < row.seats.length; k += step) {
    const seat = row.seats[k]!
    if (accept(seat)) return seat
  }
  return undefined
}

export function firstInRow(row: Row, accept: Accept = everySeat): number | undefined {
  return along(row, 0, 1, accept)
}

export function lastInRow(row: Row, accept: Accept = everySeat): number | undefined {
  return along(row, row.seats.length - 1, -1, accept)
}

/** The next seat to the left or right in the same row. */
export function besideInRow(house: House, seat: number, step: 1 | -1, accept: Accept = everySeat): number | undefined {
  return along(house.rowOf(seat), house.placeOf(seat) + step, step, accept)
}

/** The accepted seat of a row that is nearest to a place. */
export function nearestInRow(house: House, row: Row, x: number, y: number, accept: Accept = everySeat): number | undefined {
  let best: number | undefined
  let least = Infinity
  for (const seat of row.seats) {
    const distance = Math.hypot(house.xOf(seat) - x, house.yOf(seat) - y)
    if (distance < least && accept(seat)) [best, least] = [seat, distance]
  }
  return best
}

/**
 * The seat `steps` rows nearer to the stage (negative) or farther from it, in the same section. `anchor` is the seat
 * from which the walk through the rows began, so that staggered rows do not make it drift.
 */
export function inRowAway(house: House, seat: number, steps: number, anchor: number,
  accept: Accept = everySeat): number | undefined {
  const rows = house.sectionOf(seat).rows.filter((row) => firstInRow(row, accept) !== undefined)
  const own = rows.indexOf(house.rowOf(seat))
  const wanted = Math.min(Math.max(own + steps, 0), rows.length - 1)
  const row = rows[wanted]
  if (!row || wanted === own) return undefined
  // The rows of a section lie behind each other: what counts is the way across them.
  const direction = rowDirection(house, row)
  const target = house.xOf(anchor) * direction.x + house.yOf(anchor) * direction.y
  let best: number | undefined
  let least = Infinity
  for (const other of row.seats) {
    const off = Math.abs(house.xOf(other) * direction.x + house.yOf(other) * direction.y - target)
    if (off < least && accept(other)) [best, least] = [other, off]
  }
  return best
}

/** Along the row, of length 1. */
function rowDirection(house: House, row: Row): { x: number; y: number } {
  const first = row.seats[0]!
  const last = row.seats[row.seats.length - 1]!
  const x = house.xOf(last) - house.xOf(first)
  const y = house.yOf(last) - house.yOf(first)
  const length = Math.hypot(x, y)
  return length === 0 ? { x: 1, y: 0 } : { x: x / length, y: y / length }
}

const ways: Record<Direction, { x: number; y: number }> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
}

/**
 * The next seat on the drawing, across sections and floors. Left and right stay in the row as long as it goes on;
 * else it is the nearest seat within a cone, the way off the line counting more than the way along it.
 */
export function onDrawing(house: House, seat: number, direction: Direction, accept: Accept = everySeat): number | undefined {
  if (direction === 'left' || direction === 'right') {
    const beside = besideInRow(house, seat, direction === 'left' ? -1 : 1, accept)
    if (beside !== undefined) return beside
  }
  const way = ways[direction]
  const x = house.xOf(seat)
  const y = house.yOf(seat)
  for (let reach = house.pitch * 3; ; reach *= 3) {
    let best: number | undefined
    let least = Infinity
    house.index.forEachIn({ left: x - reach, right: x + reach, top: y - reach, bottom: y + reach }, (other) => {
      const dx = house.xOf(other) - x
      const dy = house.yOf(other) - y
      const forward = dx * way.x + dy * way.y
      const aside = Math.abs(dx * way.y + dy * way.x)
      if (forward < house.pitch * 0.25 || aside > forward * 1.8) return
      const cost = forward + aside * 2
      if (cost < least && accept(other)) [best, least] = [other, cost]
    })
    // Beyond the box there may be one that costs less than `least`, but none less than `reach`.
    if (best !== undefined && least <= reach) return best
    if (reach > (house.bounds.right - house.bounds.left + house.bounds.bottom - house.bounds.top) * 2) return best
  }
}

/** The next row of a section whose printed label begins with what was typed, going round from `from`. */
export function rowByLabel(rows: readonly Row[], typed: string, from = -1): Row | undefined {
  const wanted = typed.toLocaleLowerCase()
  const exact = rows.find((row) => row.label.toLocaleLowerCase() === wanted)
  if (exact) return exact
  const after = [...rows.slice(from + 1), ...rows.slice(0, from + 1)]
  return after.find((row) => row.label.toLocaleLowerCase().startsWith(wanted))
}
