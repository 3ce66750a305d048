// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { addressOf, countOf, filtersOf, noFilters } from '../filters'

describe('the filters of the list', () => {
  it('come back from the address as they went in', () => {
    const filters = {
      q: 'kim', status: null, state: 'NeedsAttention' as const, performanceId: 7, userId: 42, from: '2027-01-01', to: '2027-01-31', page: 2,
    }
    expect(filtersOf(addressOf(filters))).toEqual(filters)
  })

  it('leave an address that narrows nothing empty', () => {
    expect(addressOf(noFilters)).toEqual({})
    expect(filtersOf({})).toEqual(noFilters)
  })

  it('do not believe what makes no sense', () => {
    const query = { status: 'Sold', state: ['Held'], performanceId: '-1', userId: '1e999', from: 'tomorrow', page: 'x', q: 'a'.repeat(300) }
    expect(filtersOf(query)).toEqual({ ...noFilters, q: 'a'.repeat(100) })
  })

  it('are counted without words and page', () => {
    expect(countOf({ ...noFilters, q: 'kim', page: 3 })).toBe(0)
    expect(countOf({ ...noFilters, status: 'ReservationCompleted', from: '2027-01-01' })).toBe(2)
  })
})
