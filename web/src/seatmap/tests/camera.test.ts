import { describe, expect, it } from 'vitest'
import {
  between, fitted, kept, moved, seenBox, toPlan, toScreen, zoomedAround, type Camera, type Limits,
} from '../view/camera'
import { dotsFrom, detailAt, labelsFrom, namesOver, seatsFrom } from '../view/detail'

const view = { width: 800, height: 600 }
const camera: Camera = { x: 1000, y: 500, scale: 0.25 }
const limits: Limits = { least: 0.1, most: 2, bounds: { left: 0, top: 0, right: 4000, bottom: 3000 } }

describe('the camera', () => {
  it('translates between plan and screen, both ways', () => {
    const screen = { x: 123, y: 456 }
    expect(toScreen(camera, view, toPlan(camera, view, screen))).toEqual(screen)
    expect(toScreen(camera, view, { x: 1000, y: 500 })).toEqual({ x: 400, y: 300 })
  })

  it('keeps what is under the finger there while zooming', () => {
    const finger = { x: 650, y: 90 }
    const place = toPlan(camera, view, finger)
    for (const factor of [0.5, 1.3, 4]) {
      const after = toScreen(zoomedAround(camera, view, finger, factor, limits), view, place)
      expect(after.x).toBeCloseTo(finger.x, 6)
      expect(after.y).toBeCloseTo(finger.y, 6)
    }
  })

  it('zooms no farther than its limits, and does not move then', () => {
    const nearest = { ...camera, scale: limits.most }
    expect(zoomedAround(nearest, view, { x: 10, y: 10 }, 3, limits)).toEqual(nearest)
  })

  it('shows a box between the insets, as large as it fits', () => {
    const box = { left: 0, top: 0, right: 1000, bottom: 100 }
    const insets = { left: 100, top: 20, right: 100, bottom: 180 }
    const shown = fitted(box, view, insets)
    expect(shown.scale).toBeCloseTo(0.6)
    expect(toScreen(shown, view, { x: 0, y: 50 })).toEqual({ x: 100, y: 220 })
    expect(fitted(box, view, insets, 0.2).scale).toBe(0.2)
  })

  it('never loses the house: at least a part of it stays in view', () => {
    for (const [dx, dy] of [[1e6, 0], [-1e6, 0], [0, 1e6], [0, -1e6]] as const) {
      for (const scale of [0.1, 0.3, 2]) {
        const seen = seenBox(kept(moved({ ...camera, scale }, dx, dy), view, limits), view)
        const overlapX = Math.min(seen.right, limits.bounds.right) - Math.max(seen.left, limits.bounds.left)
        const overlapY = Math.min(seen.bottom, limits.bounds.bottom) - Math.max(seen.top, limits.bounds.top)
        expect(overlapX * scale).toBeGreaterThan(view.width / 4)
        expect(overlapY * scale).toBeGreaterThan(view.height / 4)
      }
    }
  })

  it('glides from one view to the other, with a place that stays where it is', () => {
    const from: Camera = { x: 500, y: 500, scale: 0.2 }
    const to = zoomedAround(from, view, { x: 700, y: 500 }, 5, limits)
    const place = toPlan(from, view, { x: 700, y: 500 })
    expect(between(from, to, 0)).toEqual(from)
    expect(between(from, to, 1)).toEqual(to)
    for (const part of [0.2, 0.5, 0.9]) {
      const at = toScreen(between(from, to, part), view, place)
      expect(at.x).toBeCloseTo(700, 4)
      expect(at.y).toBeCloseTo(500, 4)
    }
  })
})

describe('the level of detail', () => {
  it('follows the distance of the seats on the screen', () => {
    expect(detailAt(dotsFrom - 0.1)).toBe('blocks')
    expect(detailAt(dotsFrom)).toBe('dots')
    expect(detailAt(seatsFrom)).toBe('seats')
    expect(detailAt(labelsFrom)).toBe('labels')
  })

  it('writes the names of sections over them from afar alone', () => {
    expect(namesOver(dotsFrom)).toBe(true)
    expect(namesOver(seatsFrom)).toBe(false)
  })
})
