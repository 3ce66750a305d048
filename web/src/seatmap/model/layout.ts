/**
 * Where seats are drawn. Mostly where the plan says; two things are mended:
 *
 * - a house whose seats have no positions worth the name gets a schematic drawing by sections, rows and columns;
 * - floors that lie over each other, as a balcony hangs over the stalls, are moved apart, away from the stage.
 */
import { emptyBox, type Box, type Point } from './geometry'
import { spacing, type Rows } from './rows'
import type { Columns } from './source'

const schematicSeat = 55
const schematicRow = 90
/** In seats: floors nearer to each other than this are moved to the gap below. */
const floorsTooNear = 2.2
const floorGap = 3.6

export function boundsOf(xs: Float32Array, ys: Float32Array, seats?: Iterable<number>): Box {
  let { left, top, right, bottom } = emptyBox
  const take = (seat: number): void => {
    left = Math.min(left, xs[seat]!)
    right = Math.max(right, xs[seat]!)
    top = Math.min(top, ys[seat]!)
    bottom = Math.max(bottom, ys[seat]!)
  }
  if (seats) for (const seat of seats) take(seat)
  else for (let seat = 0; seat < xs.length; seat++) take(seat)
  return { left, top, right, bottom }
}

/** Whether seats stand on each other so often that the positions cannot be meant. */
export function hasPositions(columns: Columns): boolean {
  const places = new Set<string>()
  for (let i = 0; i < columns.count; i++) places.add(`${columns.sections[i]}/${columns.xs[i]}/${columns.ys[i]}`)
  return places.size >= columns.count * 0.98
}

/** Sections side by side, as many as keep the drawing about as wide as high; rows from the front. */
export function drawSchematically(columns: Columns, rows: Rows): void {
  const sizes = rows.bySection.map((section) => {
    const numbers = section.map((row) => row.number)
    const all = section.flatMap((row) => Array.from(row.seats, (seat) => columns.columns[seat]!))
    return {
      firstRow: Math.min(...numbers),
      firstColumn: Math.min(...all),
      width: (Math.max(...all) - Math.min(...all) + 3) * schematicSeat,
      height: (Math.max(...numbers) - Math.min(...numbers) + 3) * schematicRow,
    }
  })
  const area = sizes.reduce((sum, size) => sum + (size.width > 0 ? size.width * size.height : 0), 0)
  const widest = Math.max(Math.sqrt(area) * 1.4, ...sizes.map((size) => size.width).filter(Number.isFinite))
  let [x, y, height] = [0, 0, 0]
  rows.bySection.forEach((section, k) => {
    const size = sizes[k]!
    if (section.length === 0) return
    if (x > 0 && x + size.width > widest) [x, y, height] = [0, y + height, 0]
    for (const row of section) {
      for (const seat of row.seats) {
        columns.xs[seat] = x + (columns.columns[seat]! - size.firstColumn) * schematicSeat
        columns.ys[seat] = y + (row.number - size.firstRow) * schematicRow
      }
    }
    x += size.width
    height = Math.max(height, size.height)
  })
}

/** From the stage into the house, along the nearer axis. */
export function awayFromStage(columns: Columns, stage: Point): Point {
  let [x, y] = [0, 0]
  for (let i = 0; i < columns.count; i++) {
    x += columns.xs[i]! - stage.x
    y += columns.ys[i]! - stage.y
  }
  if (Math.abs(x) > Math.abs(y)) return { x: Math.sign(x), y: 0 }
  return { x: 0, y: y < 0 ? -1 : 1 }
}

/** The farthest and the nearest extent along the axis, by stripes across it. */
class Extents {
  private readonly farthest = new Map<number, number>()
  private readonly nearest = new Map<number, number>()

  constructor(private readonly width: number) {}

  add(across: number, along: number): void {
    const stripe = Math.round(across / this.width)
    this.farthest.set(stripe, Math.max(this.farthest.get(stripe) ?? -Infinity, along))
    this.nearest.set(stripe, Math.min(this.nearest.get(stripe) ?? Infinity, along))
  }

  /** How far `behind` must go so that each of its stripes begins `gap` behind ours. */
  distanceFor(behind: Extents, gap: number): number {
    let distance = 0
    for (const [stripe, begin] of behind.nearest) {
      for (const neighbour of [stripe - 1, stripe, stripe + 1]) {
        const end = this.farthest.get(neighbour)
        if (end !== undefined) distance = Math.max(distance, end + gap - begin)
      }
    }
    return distance
  }
}

/** Whether a seat of `ours` comes within `reach` of one of `others`. */
function comesNear(columns: Columns, ours: readonly number[], others: readonly number[], reach: number): boolean {
  const taken = new Map<string, number[]>()
  const cell = (value: number): number => Math.floor(value / reach)
  for (const seat of others) {
    const key = `${cell(columns.xs[seat]!)}/${cell(columns.ys[seat]!)}`
    const known = taken.get(key)
    if (known) known.push(seat)
    else taken.set(key, [seat])
  }
  return ours.some((seat) => {
    const [x, y] = [columns.xs[seat]!, columns.ys[seat]!]
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        const near = taken.get(`${cell(x) + dx}/${cell(y) + dy}`)
        if (near?.some((other) => Math.hypot(columns.xs[other]! - x, columns.ys[other]! - y) < reach)) return true
      }
    }
    return false
  })
}

/** Whether a floor goes round the stage, as the tiers of an arena do: then "behind" means nothing. */
function goesRound(columns: Columns, seats: readonly number[], stage: Point): boolean {
  const sectors = new Set(seats.map((seat) => {
    const angle = Math.atan2(columns.ys[seat]! - stage.y, columns.xs[seat]! - stage.x)
    return Math.floor(((angle + Math.PI) / (2 * Math.PI)) * 12)
  }))
  return sectors.size >= 9
}

/** Moves floors apart that are on each other. `floors`: the seats of each, the one at the stage first. */
export function separateFloors(columns: Columns, floors: readonly (readonly number[])[], rows: Rows, stage: Point): void {
  const pitch = spacing(columns, rows).seat || schematicSeat
  const away = awayFromStage(columns, stage)
  const along = (seat: number): number => columns.xs[seat]! * away.x + columns.ys[seat]! * away.y
  const across = (seat: number): number => columns.xs[seat]! * away.y + columns.ys[seat]! * away.x
  const before: number[] = []
  const taken = new Extents(pitch)
  for (const floor of floors) {
    const own = new Extents(pitch)
    for (const seat of floor) own.add(across(seat), along(seat))
    const mustMove = before.length > 0 && !goesRound(columns, floor, stage) &&
      comesNear(columns, floor, before, pitch * floorsTooNear)
    const distance = mustMove ? taken.distanceFor(own, pitch * floorGap) : 0
    for (const seat of floor) {
      columns.xs[seat]! += away.x * distance
      columns.ys[seat]! += away.y * distance
      taken.add(across(seat), along(seat))
      before.push(seat)
    }
  }
}
