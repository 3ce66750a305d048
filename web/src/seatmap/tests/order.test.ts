import { describe, expect, it } from 'vitest'
import type { House } from '../model/house'
import { besideInRow, firstInRow, inRowAway, lastInRow, onDrawing, rowByLabel } from '../model/order'
import { at, draw, drawSections } from './houses'

const id = (house: House, seat: number | undefined): number | undefined => (seat === undefined ? undefined : house.idOf(seat))

describe('along a row', () => {
  const house = draw('.. .x.')

  it('an aisle is no end, and a taken seat is a seat', () => {
    expect(id(house, besideInRow(house, at(house, 102), 1))).toBe(104)
    expect(id(house, besideInRow(house, at(house, 104), 1))).toBe(105)
    expect(id(house, besideInRow(house, at(house, 104), -1))).toBe(102)
  })

  it('ends where the row ends', () => {
    expect(besideInRow(house, at(house, 106), 1)).toBeUndefined()
    expect(besideInRow(house, at(house, 101), -1)).toBeUndefined()
  })

  it('passes over what is filtered out', () => {
    const free = (seat: number): boolean => house.isFree(seat)
    expect(id(house, besideInRow(house, at(house, 104), 1, free))).toBe(106)
    expect(id(house, lastInRow(house.rows.all[0]!, free))).toBe(106)
    expect(id(house, firstInRow(house.rows.all[0]!, (seat) => !free(seat)))).toBe(105)
  })

  it('visits every seat of the row once, in order', () => {
    const visited: number[] = []
    let seat = firstInRow(house.rows.all[0]!)
    while (seat !== undefined) {
      visited.push(house.idOf(seat))
      seat = besideInRow(house, seat, 1)
    }
    expect(visited).toEqual([101, 102, 104, 105, 106])
  })
})

describe('from row to row', () => {
  const house = draw('......', '.    .', '......', '..')

  it('goes to the seat behind, or the nearest to it', () => {
    expect(id(house, inRowAway(house, at(house, 101), 1, at(house, 101)))).toBe(201)
    expect(id(house, inRowAway(house, at(house, 103), 1, at(house, 103)))).toBe(201)
    expect(id(house, inRowAway(house, at(house, 104), 1, at(house, 104)))).toBe(206)
  })

  it('does not drift when a row has a gap: the anchor stays', () => {
    const anchor = at(house, 103)
    const second = inRowAway(house, anchor, 1, anchor)!
    expect(id(house, second)).toBe(201)
    expect(id(house, inRowAway(house, second, 1, anchor))).toBe(303)
  })

  it('a page goes to the last row there is', () => {
    expect(id(house, inRowAway(house, at(house, 102), 5, at(house, 102)))).toBe(402)
    expect(inRowAway(house, at(house, 402), 1, at(house, 402))).toBeUndefined()
  })

  it('passes over rows in which nothing is wanted', () => {
    const notSecond = (seat: number): boolean => house.rowOf(seat).number !== 2
    expect(id(house, inRowAway(house, at(house, 101), 1, at(house, 101), notSecond))).toBe(301)
  })
})

describe('on the drawing', () => {
  const house = drawSections(
    { rows: ['...', '...'], at: { x: 0, y: 0 } },
    { rows: ['...', '...'], at: { x: 300, y: 0 } },
    { rows: ['.'], at: { x: 0, y: 600 } },
  )

  it('goes on into the next section', () => {
    expect(id(house, onDrawing(house, at(house, 103), 'right'))).toBe(10_101)
    expect(id(house, onDrawing(house, at(house, 10_201), 'left'))).toBe(203)
  })

  it('goes down to the next floor, however far', () => {
    expect(id(house, onDrawing(house, at(house, 201), 'down'))).toBe(20_101)
    expect(id(house, onDrawing(house, at(house, 20_101), 'up'))).toBe(201)
  })

  it('ends at the walls', () => {
    expect(onDrawing(house, at(house, 101), 'left')).toBeUndefined()
    expect(onDrawing(house, at(house, 101), 'up')).toBeUndefined()
  })

  it('reaches every seat by arrow keys alone', () => {
    const seen = new Set<number>([0])
    const open = [0]
    for (let seat = open.pop(); seat !== undefined; seat = open.pop()) {
      for (const direction of ['left', 'right', 'up', 'down'] as const) {
        const next = onDrawing(house, seat, direction)
        if (next === undefined || seen.has(next)) continue
        seen.add(next)
        open.push(next)
      }
    }
    expect(seen.size).toBe(house.seats)
  })
})

describe('a typed row', () => {
  const rows = draw('.', '.', '.').rows.all
  const named = ['1', '2', '10'].map((label, k) => ({ ...rows[k]!, label }))

  it('is found by its whole label before one that begins alike', () => {
    expect(rowByLabel(named, '1')?.label).toBe('1')
    expect(rowByLabel(named, '10')?.label).toBe('10')
    expect(rowByLabel(named.slice(1), '1')?.label).toBe('10')
  })

  it('is found without regard to case, or not at all', () => {
    expect(rowByLabel(rows, 'b')?.label).toBe('B')
    expect(rowByLabel(rows, 'x')).toBeUndefined()
  })
})
