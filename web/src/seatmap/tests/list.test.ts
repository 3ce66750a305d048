import { describe, expect, it } from 'vitest'
import { ListWalk, listOf, rowsInSight } from '../vue/list'
import { at, draw } from './houses'

const every = (): boolean => true

describe('the list of a section', () => {
  const house = draw('.. .', 'xxxx', '  x.')
  const [section] = house.sections

  it('has its seats above each other by column, with aisles between', () => {
    const { rows, columns } = listOf(house, section!, every)
    expect(columns).toBe(4)
    expect(rows.map(({ cells }) => cells.map((seat) => (seat === null ? 0 : house.idOf(seat))))).toEqual([
      [101, 102, 0, 104],
      [201, 202, 203, 204],
      [0, 0, 303, 304],
    ])
  })

  it('leaves out rows in which nothing is wanted, and keeps the columns', () => {
    const { rows, columns } = listOf(house, section!, (seat) => house.isFree(seat))
    expect(rows.map(({ row }) => row.label)).toEqual(['A', 'C'])
    expect(columns).toBe(4)
    expect(rows[1]!.cells[2]).toBeNull()
  })
})

describe('the rows in the document', () => {
  it('are those in sight, and some around them', () => {
    expect(rowsInSight(1000, 40, 4000, 400, undefined)).toEqual(Array.from({ length: 19 }, (_, k) => 96 + k))
    expect(rowsInSight(3, 40, 0, 400, undefined)).toEqual([0, 1, 2])
    expect(rowsInSight(0, 40, 0, 400, undefined)).toEqual([])
  })

  it('and the one with the focus, wherever it is', () => {
    expect(rowsInSight(1000, 40, 4000, 400, 3)[0]).toBe(3)
    expect(rowsInSight(1000, 40, 4000, 400, 999).at(-1)).toBe(999)
    expect(rowsInSight(1000, 40, 4000, 400, 100)).toHaveLength(19)
    expect(rowsInSight(10, 40, 0, 40, -1)[0]).toBe(0)
  })

  it('stay few, however large the house', () => {
    for (let scroll = 0; scroll < 400_000; scroll += 7919) {
      expect(rowsInSight(10_000, 40, scroll, 600, 5000).length).toBeLessThan(30)
    }
  })
})

describe('keys in the list', () => {
  const house = draw('....', '.  .', '....', '....', '....', '....', '....')
  const press = (walk: ListWalk, from: number, key: string, more: Partial<KeyboardEvent> = {}): number | undefined => {
    const event = { key, ctrlKey: false, metaKey: false, altKey: false, timeStamp: 0, ...more }
    const seat = walk.after(house, at(house, from), event, every)
    return seat === undefined ? undefined : house.idOf(seat)
  }

  it.each([
    [101, 'ArrowRight', {}, 102],
    [201, 'ArrowRight', {}, 204],
    [101, 'ArrowLeft', {}, undefined],
    [102, 'End', {}, 104],
    [104, 'Home', {}, 101],
    [302, 'Home', { ctrlKey: true }, 101],
    [302, 'End', { ctrlKey: true }, 704],
    [102, 'PageDown', {}, 602],
    [602, 'PageUp', {}, 102],
    [302, 'PageUp', {}, 102],
    [102, 'F5', {}, undefined],
    [102, 'c', { ctrlKey: true }, undefined],
  ])('from %i, %s %o goes to %s', (from, key, more, to) => {
    expect(press(new ListWalk(), from, key, more)).toBe(to)
  })

  it('down through a gap and on keeps its column', () => {
    const walk = new ListWalk()
    expect(press(walk, 103, 'ArrowDown')).toBe(204)
    expect(press(walk, 204, 'ArrowDown')).toBe(303)
  })

  it('a typed row is gone to; letters soon after each other belong together', () => {
    const walk = new ListWalk()
    expect(press(walk, 102, 'c', { timeStamp: 10_000 })).toBe(302)
    expect(press(walk, 302, 'e', { timeStamp: 12_000 })).toBe(502)
    expect(press(walk, 502, 'x', { timeStamp: 12_100 })).toBeUndefined()
    expect(press(walk, 502, 'a', { timeStamp: 14_000 })).toBe(102)
  })
})
