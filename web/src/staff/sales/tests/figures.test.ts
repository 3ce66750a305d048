// @vitest-environment node
import { describe, expect, it } from 'vitest'
import {
  byGrade, labelPlaces, seriesOf, shareSold, ticksOf, withChanges, type Figures, type Overview, type Point, type SalesPerformance,
} from '../figures'

const won = (amount: number) => ({ amount, currency: 'KRW' })
const earned = (revenue: number, refunded = 0, feesKept = 0) =>
  ({ revenue: won(revenue), refunded: won(refunded), feesKept: won(feesKept), net: won(revenue - refunded) })
const figures = (changes: Partial<Figures> = {}): Figures =>
  ({ capacity: 10, available: 10, held: 0, sold: 0, blocked: 0, comps: 0, soldLast5Minutes: 0, soldLast60Minutes: 0, ...changes })
const performance = (performanceId: number, grades: SalesPerformance['grades'], startsAt = `2027-01-0${performanceId}T10:00:00Z`): SalesPerformance =>
  ({ performanceId, musicalId: 1, musicalName: '', venueName: '', status: 'Scheduled', startsAt, totals: figures(), grades })
const overview = (version: number, performances: SalesPerformance[]): Overview =>
  ({ version, asOf: '', timeZone: 'Asia/Seoul', totals: figures(), performances, isTruncated: false, _links: { self: { href: '' } } })

describe('what changes', () => {
  const before = overview(5, [performance(1, []), performance(2, [])])

  it('takes the place of what was known, and a new performance its place in time', () => {
    const changed = { ...performance(2, []), totals: figures({ sold: 3 }) }
    const after = withChanges(before, { version: 6, asOf: 'now', totals: figures({ sold: 3 }), performances: [changed, performance(3, [], '2027-01-01T12:00:00Z')] })
    expect(after.performances.map((one) => [one.performanceId, one.totals.sold])).toEqual([[1, 0], [3, 0], [2, 3]])
    expect([after.version, after.asOf, after.totals.sold]).toEqual([6, 'now', 3])
  })

  it('is nothing when it is older than what is known', () => {
    expect(withChanges(before, { version: 4, asOf: '', totals: figures({ sold: 9 }), performances: [] })).toBe(before)
  })
})

describe('the figures of a grade', () => {
  it('are summed over performances, money by currency', () => {
    const found = byGrade([
      performance(1, [{ grade: 'VIP', ...figures({ sold: 2, money: [earned(300, 100, 10)] }) }, { grade: 'R', ...figures({ held: 1 }) }]),
      performance(2, [{ grade: 'R', ...figures() }, { grade: 'VIP', ...figures({ sold: 1, money: [earned(150)] }) }]),
    ])
    expect(found.map(({ grade, capacity, sold, held }) => [grade, capacity, sold, held])).toEqual([['VIP', 20, 3, 0], ['R', 20, 0, 1]])
    expect(found[0]!.money).toEqual([earned(450, 100, 10)])
    expect(found[1]!.money).toBeUndefined()
  })

  it('do not change what they were summed from', () => {
    const one = performance(1, [{ grade: 'R', ...figures({ sold: 2 }) }])
    byGrade([one, one])
    expect(one.grades[0]!.sold).toBe(2)
  })

  it('say how much is sold', () => {
    expect([shareSold({ sold: 1, capacity: 3 }), shareSold({ sold: 0, capacity: 0 })]).toEqual([33.3, 0])
  })
})

describe('a curve', () => {
  const moved = (start: string, sold: number, grades: Point['grades'], money = [earned(sold * 10)]): Point =>
    ({ start, sold, held: 0, released: 0, cancelled: 0, money, grades })
  const points = [
    moved('a', 2, [{ grade: 'R', sold: 2, held: 0, released: 0, cancelled: 0, money: [earned(20)] }]), moved('b', 0, [], []),
    moved('c', 1, [{ grade: 'X', sold: 1, held: 0, released: 0, cancelled: 0 }]),
  ]

  it('is of all together and of each grade, also of one that was not known', () => {
    expect(seriesOf(points, 'sold', ['VIP', 'R'], 'KRW')).toEqual([
      { grade: '', values: [2, 0, 1], total: 3 }, { grade: 'VIP', values: [0, 0, 0], total: 0 },
      { grade: 'R', values: [2, 0, 0], total: 2 }, { grade: 'X', values: [0, 0, 1], total: 1 },
    ])
  })

  it('may be of money, in one currency', () => {
    expect(seriesOf(points, 'revenue', ['R'], 'KRW').map(({ total }) => total)).toEqual([30, 20, 0])
    expect(seriesOf(points, 'revenue', [], 'USD')[0]!.total).toBe(0)
  })

  it('has round ticks up to its highest value', () => {
    expect(ticksOf(0)).toEqual([0, 1])
    expect(ticksOf(3)).toEqual([0, 1, 2, 3])
    expect(ticksOf(7)).toEqual([0, 2, 4, 6, 8])
    expect(ticksOf(1_234_000)).toEqual([0, 500_000, 1_000_000, 1_500_000])
    for (const max of [1, 9, 10, 11, 99, 101, 12_345]) {
      expect(ticksOf(max).at(-1)).toBeGreaterThanOrEqual(max)
      expect(ticksOf(max).length).toBeLessThanOrEqual(6)
    }
  })

  it('names few of its places', () => {
    expect(labelPlaces(72, 7)).toEqual([0, 11, 22, 33, 44, 55, 66])
    expect(labelPlaces(3, 7)).toEqual([0, 1, 2])
    expect(labelPlaces(0, 7)).toEqual([])
  })
})
