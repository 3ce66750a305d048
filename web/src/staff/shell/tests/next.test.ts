// @vitest-environment node
import { describe, expect, it } from 'vitest'
import type { Performance } from '@/api/types'
import { nextPlayed, nextSold } from '../next'

const now = Date.parse('2027-01-01T00:00:00Z')

function performance(id: number, changes: Partial<Performance> = {}): Performance {
  return {
    id, musicalId: 1, startsAt: `2027-02-0${id}T10:00:00Z`, timeZone: 'Asia/Seoul', seatLimitPerPerson: 4, holdSeconds: 600,
    singleSeatGapRule: false, status: 'scheduled', isDefault: false, cast: [], grades: [], seatsLeft: {},
    _links: { self: { href: '' } }, ...changes,
  }
}

describe('what comes next', () => {
  it('is played unless it was called off', () => {
    const all = [performance(1, { status: 'canceled' }), performance(2)]
    expect(nextPlayed(all).map((one) => one.id)).toEqual([2])
  })

  it('goes on sale once for all performances that open together, soonest first', () => {
    const [soon, later] = ['2027-01-02T02:00:00Z', '2027-01-09T02:00:00.000Z']
    const found = nextSold([
      performance(1, { salesOpenAt: later }), performance(2, { salesOpenAt: '2027-01-09T02:00:00Z' }),
      performance(3, { salesOpenAt: soon, musicalId: 2 }), performance(4, { salesOpenAt: later, status: 'canceled' }),
      performance(5, { salesOpenAt: '2026-12-31T00:00:00Z' }), performance(6),
    ], now)
    expect(found).toEqual([
      { musicalId: 2, at: soon, timeZone: 'Asia/Seoul', performances: 1 },
      { musicalId: 1, at: later, timeZone: 'Asia/Seoul', performances: 2 },
    ])
  })
})
