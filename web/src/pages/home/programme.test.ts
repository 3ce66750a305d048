import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Musical, Performance } from '@/api/types'
import { entryOf } from './programme'

const musical = { id: 7, name: '하루만', startDate: '2026-11-01', endDate: '2027-03-31', grades: [], cast: [], _links: { self: { href: '' } } } as Musical

function performance(id: number, startsAt: string, left: number, changes: Partial<Performance> = {}): Performance {
  return {
    id, musicalId: 7, startsAt, timeZone: 'Asia/Seoul', seatLimitPerPerson: 4, holdSeconds: 600, singleSeatGapRule: false,
    status: 'scheduled', isDefault: false, cast: [], grades: [], seatsLeft: { R: left }, _links: { self: { href: '' } }, ...changes,
  }
}

beforeEach(() => vi.useFakeTimers({ now: Date.parse('2026-12-01T00:00:00Z') }))
afterEach(() => vi.useRealTimers())

describe('what comes next of a musical', () => {
  it('is the soonest that can be bought, else the soonest with seats, else the soonest', () => {
    const gone = performance(1, '2026-12-02T10:00:00Z', 0)
    const later = performance(2, '2026-12-03T10:00:00Z', 5, { salesOpenAt: '2026-12-02T00:00:00Z' })
    const open = performance(3, '2026-12-04T10:00:00Z', 5)
    expect(entryOf(musical, [gone, later, open], []).next).toBe(open)
    expect(entryOf(musical, [gone, later], []).next).toBe(later)
    expect(entryOf(musical, [gone], []).next).toBe(gone)
  })

  it('may be seats without a stated time, sold or not, after every performance that has one', () => {
    const undated = performance(4, '2026-11-01T10:30:00Z', 0, { isDefault: true })
    expect(entryOf(musical, [undated], [])).toMatchObject({ next: undated, left: 0, leftOfNext: 0 })
    const dated = performance(5, '2026-12-05T10:00:00Z', 1)
    expect(entryOf(musical, [{ ...undated, seatsLeft: { R: 2 } }, dated], [])).toMatchObject({ next: dated, left: 3 })
  })

  it('is nothing when all is over or called off', () => {
    const over = performance(6, '2026-11-30T10:00:00Z', 5)
    const canceled = performance(7, '2026-12-05T10:00:00Z', 5, { status: 'canceled' })
    expect(entryOf(musical, [over, canceled], [])).toMatchObject({ next: undefined, left: 0 })
  })
})
