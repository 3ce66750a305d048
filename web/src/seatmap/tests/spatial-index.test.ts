import { describe, expect, it } from 'vitest'
import { SpatialIndex } from '../model/spatial-index'

/** Numbers that look random and are the same each time. */
function* numbers(seed: number): Generator<number, never> {
  let state = seed
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    yield state / 2 ** 32
  }
}

function scattered(count: number, seed: number): { xs: Float32Array; ys: Float32Array } {
  const draw = numbers(seed)
  const xs = Float32Array.from({ length: count }, () => draw.next().value * 1000 - 200)
  const ys = Float32Array.from({ length: count }, () => draw.next().value * 600 - 100)
  return { xs, ys }
}

const bounds = { left: -200, top: -100, right: 800, bottom: 500 }

describe('the spatial index', () => {
  const { xs, ys } = scattered(2000, 7)
  const index = new SpatialIndex(xs, ys, bounds, 40)

  it('finds in a box what looking at every seat finds', () => {
    const draw = numbers(3)
    for (let k = 0; k < 200; k++) {
      const left = draw.next().value * 1400 - 400
      const top = draw.next().value * 900 - 250
      const box = { left, top, right: left + draw.next().value * 300, bottom: top + draw.next().value * 300 }
      const found: number[] = []
      index.forEachIn(box, (seat) => found.push(seat))
      const expected = Array.from(xs.keys()).filter(
        (seat) => xs[seat]! >= box.left && xs[seat]! <= box.right && ys[seat]! >= box.top && ys[seat]! <= box.bottom,
      )
      expect(found.sort((a, b) => a - b)).toEqual(expected)
    }
  })

  it('finds the nearest seat, as far as it may reach', () => {
    const draw = numbers(5)
    let none = 0
    for (let k = 0; k < 300; k++) {
      const [x, y] = [draw.next().value * 1200 - 300, draw.next().value * 800 - 200]
      const reach = 2 + draw.next().value * 30
      const distances = Array.from(xs.keys(), (seat) => Math.hypot(xs[seat]! - x, ys[seat]! - y))
      const least = Math.min(...distances)
      const found = index.nearest(x, y, reach)
      if (least > reach) {
        none++
        expect(found).toBe(-1)
      } else {
        expect(distances[found]).toBeCloseTo(least, 5)
      }
    }
    expect(none).toBeGreaterThan(20)
    expect(none).toBeLessThan(280)
  })

  it('passes over seats that are not wanted', () => {
    const nearest = index.nearest(100, 100, 200)
    expect(index.nearest(100, 100, 200, (seat) => seat !== nearest)).not.toBe(nearest)
    expect(index.nearest(100, 100, 200, () => false)).toBe(-1)
  })

  it('serves a house of one seat', () => {
    const one = new SpatialIndex(Float32Array.of(5), Float32Array.of(5), { left: 5, top: 5, right: 5, bottom: 5 }, 40)
    expect(one.nearest(6, 6, 3)).toBe(0)
  })
})
