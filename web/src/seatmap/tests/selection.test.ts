import { describe, expect, it } from 'vitest'
import { matches, noFilter } from '../model/filter'
import { add, lostSeats, toggle, type Rules } from '../model/selection'
import { Status } from '../model/source'
import { at, draw } from './houses'

const house = draw('..x#h.')
const rules: Rules = { mode: 'buy', max: 2, isDisabled: false, own: new Set() }

describe('a click on a seat', () => {
  it('chooses it, and gives it back', () => {
    expect(toggle(house, rules, [], at(house, 101))).toEqual({ selection: [101], outcome: 'selected' })
    expect(toggle(house, rules, [101, 102], at(house, 101))).toEqual({ selection: [102], outcome: 'deselected' })
  })

  it.each([
    [103, 'taken'],
    [104, 'blocked'],
    [105, 'taken'],
  ])('on seat %d is refused: %s', (id, outcome) => {
    expect(toggle(house, rules, [], at(house, id))).toEqual({ selection: [], outcome })
  })

  it('beyond the limit is refused; a limit of one means the new one', () => {
    expect(toggle(house, rules, [101, 102], at(house, 106))).toEqual({ selection: [101, 102], outcome: 'limit' })
    expect(toggle(house, { ...rules, max: 1 }, [101], at(house, 102)).selection).toEqual([102])
    expect(toggle(house, { ...rules, max: 0 }, [101, 102], at(house, 106)).selection).toHaveLength(3)
  })

  it('does nothing where nothing may be chosen', () => {
    expect(toggle(house, { ...rules, isDisabled: true }, [101], at(house, 101)).outcome).toBe('disabled')
  })

  it('on a seat of one\'s own says so', () => {
    expect(toggle(house, { ...rules, own: new Set([105]) }, [], at(house, 105)).outcome).toBe('yours')
  })

  it('of staff takes any seat', () => {
    const staff: Rules = { ...rules, mode: 'staff', max: 0 }
    expect(toggle(house, staff, [], at(house, 104)).selection).toEqual([104])
  })
})

describe('many seats at once', () => {
  it('are taken in their order, as far as the limit goes, without those that are not to be had', () => {
    const seats = [103, 102, 101, 106].map((id) => at(house, id))
    expect(add(house, rules, [], seats)).toEqual([102, 101])
    expect(add(house, rules, [101], seats)).toEqual([101, 102])
  })
})

describe('seats that somebody else took', () => {
  it('are those no longer free, unless they are one\'s own', () => {
    const live = draw('...')
    live.setStatus(at(live, 101), Status.held)
    live.setStatus(at(live, 102), Status.sold)
    expect(lostSeats(live, rules, [101, 102, 103])).toEqual([101, 102])
    expect(lostSeats(live, { ...rules, own: new Set([101]) }, [101, 102, 103])).toEqual([102])
    expect(lostSeats(live, { ...rules, mode: 'staff' }, [101])).toEqual([])
  })

  it('are those that are no more', () => {
    expect(lostSeats(house, rules, [999])).toEqual([999])
  })
})

describe('the filter', () => {
  const mixed = draw('.Sxwcr')
  const shown = (filter: Partial<typeof noFilter>): number[] =>
    Array.from({ length: mixed.seats }, (_, seat) => seat)
      .filter((seat) => matches(mixed, { ...noFilter, ...filter }, seat))
      .map((seat) => mixed.idOf(seat))

  it('shows all, or what it names', () => {
    expect(shown({})).toHaveLength(6)
    expect(shown({ grades: [1] })).toEqual([102])
    expect(shown({ onlyFree: true })).not.toContain(103)
    expect(shown({ priceMax: 60_000 })).toEqual([102])
    expect(shown({ accessible: true })).toEqual([104, 105])
    expect(shown({ floor: 1 })).toEqual([])
  })
})
