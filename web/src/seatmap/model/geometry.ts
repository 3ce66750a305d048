/** Points and boxes of the plan; the unit is the plan's own, usually centimetres. */

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export const emptyBox: Box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity }

export function isEmpty(box: Box): boolean {
  return box.left > box.right || box.top > box.bottom
}

export function grown(box: Box, by: number): Box {
  return { left: box.left - by, top: box.top - by, right: box.right + by, bottom: box.bottom + by }
}

export function joined(a: Box, b: Box): Box {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  }
}

export function overlaps(a: Box, b: Box): boolean {
  return a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom
}

export function contains(box: Box, point: Point): boolean {
  return point.x >= box.left && point.x <= box.right && point.y >= box.top && point.y <= box.bottom
}

export function middleOf(box: Box): Point {
  return { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 }
}

export function widthOf(box: Box): number {
  return box.right - box.left
}

export function heightOf(box: Box): number {
  return box.bottom - box.top
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}

/** Whether a point lies inside a closed outline, by the even-odd rule. */
export function isInside(outline: readonly Point[], point: Point): boolean {
  let inside = false
  let last = outline[outline.length - 1]
  for (const corner of outline) {
    if (last && corner.y > point.y !== last.y > point.y) {
      const crossing = ((last.x - corner.x) * (point.y - corner.y)) / (last.y - corner.y) + corner.x
      if (point.x < crossing) inside = !inside
    }
    last = corner
  }
  return inside
}

/** The middle one; 0 of none. */
export function median(values: number[]): number {
  if (values.length === 0) return 0
  values.sort((a, b) => a - b)
  return values[values.length >> 1] ?? 0
}
