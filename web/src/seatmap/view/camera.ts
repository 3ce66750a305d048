/** Which part of the plan is seen, and how large: pure, so that zooming around a finger can be tested. */
import { clamp, heightOf, widthOf, type Box, type Point } from '../model/geometry'

export interface Camera {
  /** The place of the plan in the middle of the view. */
  readonly x: number
  readonly y: number
  /** CSS pixels per unit of the plan. */
  readonly scale: number
}

export interface Viewport {
  readonly width: number
  readonly height: number
}

export interface Insets {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export interface Limits {
  readonly least: number
  readonly most: number
  /** The camera's middle stays near this box. */
  readonly bounds: Box
}

export const noInsets: Insets = { left: 0, top: 0, right: 0, bottom: 0 }

export function toScreen(camera: Camera, view: Viewport, place: Point): Point {
  return {
    x: (place.x - camera.x) * camera.scale + view.width / 2,
    y: (place.y - camera.y) * camera.scale + view.height / 2,
  }
}

export function toPlan(camera: Camera, view: Viewport, screen: Point): Point {
  return {
    x: (screen.x - view.width / 2) / camera.scale + camera.x,
    y: (screen.y - view.height / 2) / camera.scale + camera.y,
  }
}

/** What part of the plan the view shows. */
export function seenBox(camera: Camera, view: Viewport): Box {
  const halfX = view.width / 2 / camera.scale
  const halfY = view.height / 2 / camera.scale
  return { left: camera.x - halfX, right: camera.x + halfX, top: camera.y - halfY, bottom: camera.y + halfY }
}

/** The camera that shows a box as large as possible between the insets, no larger than `most`. */
export function fitted(box: Box, view: Viewport, insets: Insets, most = Infinity): Camera {
  const width = Math.max(view.width - insets.left - insets.right, 1)
  const height = Math.max(view.height - insets.top - insets.bottom, 1)
  const scale = Math.min(width / Math.max(widthOf(box), 1e-6), height / Math.max(heightOf(box), 1e-6), most)
  return {
    x: (box.left + box.right) / 2 - (insets.left - insets.right) / 2 / scale,
    y: (box.top + box.bottom) / 2 - (insets.top - insets.bottom) / 2 / scale,
    scale,
  }
}

/** Keeps the zoom within its limits and the plan within reach: a view that shows it whole holds it in the middle. */
export function kept(camera: Camera, view: Viewport, limits: Limits): Camera {
  const scale = clamp(camera.scale, limits.least, limits.most)
  const { bounds } = limits
  const free = (middle: number, low: number, high: number, size: number): number => {
    // A third of the view may be empty at either side, and the whole may be moved as far when it is small.
    const slack = size / scale / 3
    const half = size / scale / 2
    const first = low + half - slack
    const last = high - half + slack
    return first <= last ? clamp(middle, first, last) : clamp(middle, last, first)
  }
  return {
    x: free(camera.x, bounds.left, bounds.right, view.width),
    y: free(camera.y, bounds.top, bounds.bottom, view.height),
    scale,
  }
}

export function moved(camera: Camera, dx: number, dy: number): Camera {
  return { x: camera.x - dx / camera.scale, y: camera.y - dy / camera.scale, scale: camera.scale }
}

/** Zooms so that the place under `at` (CSS pixels in the view) stays there. */
export function zoomedAround(camera: Camera, view: Viewport, at: Point, factor: number, limits: Limits): Camera {
  const scale = clamp(camera.scale * factor, limits.least, limits.most)
  const place = toPlan(camera, view, at)
  return {
    x: place.x - (at.x - view.width / 2) / scale,
    y: place.y - (at.y - view.height / 2) / scale,
    scale,
  }
}

/** On the way from one camera to another: zooming feels even when the scale grows by equal factors. */
export function between(from: Camera, to: Camera, part: number): Camera {
  if (part >= 1) return to
  const scale = from.scale * (to.scale / from.scale) ** part
  let along = part
  if (Math.abs(Math.log(to.scale / from.scale)) > 0.01) {
    // The one place that both views show at the same spot stays there all the way.
    along = 1 - (1 / scale - 1 / to.scale) / (1 / from.scale - 1 / to.scale)
  }
  return { x: from.x + (to.x - from.x) * along, y: from.y + (to.y - from.y) * along, scale }
}

export function isSame(a: Camera, b: Camera): boolean {
  return a.x === b.x && a.y === b.y && a.scale === b.scale
}
