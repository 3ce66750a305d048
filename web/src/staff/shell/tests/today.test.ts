// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { todayIn } from '../today'

const krw = (amount: number) => ({ amount, currency: 'KRW' })
const sums = (revenue: number) => [{ revenue: krw(revenue), refunded: krw(0), feesKept: krw(0), net: krw(revenue) }]
const point = (start: string, sold: number, money?: ReturnType<typeof sums>) =>
  ({ start, held: 0, released: 0, sold, cancelled: 1, grades: [], ...(money ? { money } : {}) })
const totals = { held: 0, released: 0, sold: 0, cancelled: 0 }

describe('todayIn', () => {
  it('is the last day alone, when the day before was read with it', () => {
    const points = [point('2027-01-01T15:00:00Z', 9, sums(90)), point('2027-01-02T15:00:00Z', 2, sums(20))]
    const { sold, givenBack, money } = todayIn({ points, totals: { ...totals, money: sums(110) } })
    expect({ sold, givenBack, revenue: money?.[0]?.revenue }).toEqual({ sold: 2, givenBack: 1, revenue: krw(20) })
  })

  it('tells no money from money that is not shown', () => {
    const points = [point('2027-01-02T15:00:00Z', 0)]
    expect(todayIn({ points, totals: { ...totals, money: [] } }).money).toEqual([])
    expect(todayIn({ points, totals }).money).toBeUndefined()
    expect(todayIn({ points: [], totals }).sold).toBe(0)
  })
})
