import { describe, expect, it } from 'vitest'
import { countByStatus, findSeats, type SeatQuery } from '../model/query'
import { drawSections } from './houses'

const house = drawSections({ name: 'Stalls', rows: ['..x', 'SS#'] }, { name: 'Balcony', rows: ['.h'] })
const ids = (query: SeatQuery): number[] => findSeats(house, query).map((seat) => house.idOf(seat))

describe('seats by what they have in common', () => {
  it('are all seats when nothing matters', () => {
    expect(ids({})).toHaveLength(8)
  })

  it('are of a section, of its rows, of a grade, of a status', () => {
    expect(ids({ section: 'Balcony' })).toEqual([10_101, 10_102])
    expect(ids({ section: 'Stalls', rows: ['B'] })).toEqual([201, 202, 203])
    expect(ids({ grade: 'S' })).toEqual([201, 202])
    expect(ids({ status: 'Sold' })).toEqual([103])
    expect(ids({ section: 'Stalls', status: 'Available', grade: 'R' })).toEqual([101, 102])
  })

  it('are none of a grade that there is not', () => {
    expect(ids({ grade: 'VIP' })).toEqual([])
  })

  it('are counted by status', () => {
    expect(countByStatus(house)).toEqual({ Available: 5, Held: 1, Sold: 1, Blocked: 1 })
  })
})
