/** The shape of a section: along its front row, down the ends of its rows, along the back row and up again. */
import type { Point } from './geometry'
import type { Row } from './rows'

/**
 * The corners run through the middles of the outermost seats; whoever draws the shape adds half a seat around it.
 * @param rows of one section, front to back
 */
export function outlineOf(rows: readonly Row[], xs: Float32Array, ys: Float32Array): Point[] {
  const at = (seat: number): Point => ({ x: xs[seat]!, y: ys[seat]! })
  const front = rows[0]
  const back = rows[rows.length - 1]
  if (!front || !back) return []
  const corners: Point[] = Array.from(front.seats, at)
  for (const row of rows.slice(1, -1)) corners.push(at(row.seats[row.seats.length - 1]!))
  if (back !== front) corners.push(...Array.from(back.seats, at).reverse())
  for (const row of rows.slice(1, -1).reverse()) corners.push(at(row.seats[0]!))
  return corners
}

/** Where to write the name of a section: on the seat nearest to the middle of all, so that it lies inside. */
export function labelPlace(rows: readonly Row[], xs: Float32Array, ys: Float32Array): Point {
  let [x, y, count] = [0, 0, 0]
  for (const row of rows) {
    for (const seat of row.seats) {
      x += xs[seat]!
      y += ys[seat]!
      count++
    }
  }
  const middle = { x: x / count, y: y / count }
  let best = middle
  let least = Infinity
  for (const row of rows) {
    for (const seat of row.seats) {
      const distance = Math.hypot(xs[seat]! - middle.x, ys[seat]! - middle.y)
      if (distance < least) [least, best] = [distance, { x: xs[seat]!, y: ys[seat]! }]
    }
  }
  return best
}

/** A place to write at, and the slope of the writing. */
export interface Caption extends Point {
  /** Radians; between -90 and 90 degrees, so that it is never upside down. */
  readonly angle: number
}

/** Before the middle of the first row, along it. */
export function frontPlace(row: Row | undefined, xs: Float32Array, ys: Float32Array, facing: Point, pitch: number): Caption | undefined {
  if (!row) return undefined
  const at = (place: number): Point => {
    const seat = row.seats[Math.min(Math.max(place, 0), row.seats.length - 1)]!
    return { x: xs[seat]!, y: ys[seat]! }
  }
  const half = row.seats.length >> 1
  const reach = Math.max(row.seats.length >> 2, 1)
  const [left, right] = [at(half - reach), at(half + reach)]
  const slope = { x: right.x - left.x, y: right.y - left.y }
  const length = Math.hypot(slope.x, slope.y)
  const along = length === 0 ? { x: Math.abs(facing.y), y: Math.abs(facing.x) } : { x: slope.x / length, y: slope.y / length }
  // Across the row, on the side of the stage.
  const side = along.y * facing.x - along.x * facing.y > 0 ? 1 : -1
  const middle = row.seats.length % 2 === 0
    ? { x: (at(half - 1).x + at(half).x) / 2, y: (at(half - 1).y + at(half).y) / 2 }
    : at(half)
  const angle = Math.atan2(along.y, along.x)
  return {
    x: middle.x + along.y * -side * pitch * 1.6,
    y: middle.y + along.x * side * pitch * 1.6,
    angle: Math.abs(angle) > Math.PI / 2 ? angle - Math.sign(angle) * Math.PI : angle,
  }
}
