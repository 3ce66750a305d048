/** Where the stage is drawn: around the point that everybody looks at, between it and the first row. */
import { clamp, middleOf, type Box, type Point } from './geometry'

export interface Stage {
  readonly middle: Point
  /** From the stage into the house, of length 1; the stage's front looks this way. */
  readonly facing: Point
  /** Across and along `facing`. Both the same when the house goes round it. */
  readonly width: number
  readonly depth: number
  readonly isRound: boolean
  readonly bounds: Box
}

/** A focal point outside the house in both directions is none: a house made seat by seat has (0, 0). */
export function stagePoint(focal: Point, seats: Box, pitch: number): Point {
  const outsideX = focal.x < seats.left || focal.x > seats.right
  const outsideY = focal.y < seats.top || focal.y > seats.bottom
  if (outsideX && outsideY) return { x: middleOf(seats).x, y: seats.top - pitch * 5 }
  return focal
}

function boxAround(middle: Point, halfX: number, halfY: number): Box {
  return { left: middle.x - halfX, right: middle.x + halfX, top: middle.y - halfY, bottom: middle.y + halfY }
}

/** @param facing from layout.awayFromStage  @param isRound whether seats stand on all sides */
export function makeStage(focal: Point, facing: Point, isRound: boolean, seats: Box, pitch: number,
  distanceToSeats: number): Stage {
  if (isRound) {
    const radius = Math.max(distanceToSeats - pitch * 1.6, pitch)
    const bounds = boxAround(focal, radius, radius)
    return { middle: focal, facing, width: radius * 2, depth: radius * 2, isRound, bounds }
  }
  const across = facing.x === 0 ? seats.right - seats.left : seats.bottom - seats.top
  const width = clamp(across * 0.42, pitch * 6, pitch * 60)
  const front = Math.max(distanceToSeats - pitch * 2.4, pitch * 1.2)
  const depth = clamp(width * 0.24, pitch * 2.2, pitch * 9)
  // The front edge lies between the focal point and the seats, the rest behind it.
  const edge = Math.min(front, depth * 0.6)
  const middle = { x: focal.x + facing.x * (edge - depth / 2), y: focal.y + facing.y * (edge - depth / 2) }
  const bounds = facing.x === 0 ? boxAround(middle, width / 2, depth / 2) : boxAround(middle, depth / 2, width / 2)
  return { middle, facing, width, depth, isRound, bounds }
}
