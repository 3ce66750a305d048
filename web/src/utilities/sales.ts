/** Whether seats of a performance can be bought now, and if not, why. */
import type { Money, Performance } from '@/api/types'

export type SalesState = 'open' | 'not_open' | 'sold_out' | 'closed' | 'started' | 'canceled'

type Asked = Pick<Performance, 'status' | 'startsAt' | 'salesOpenAt' | 'salesCloseAt' | 'seatsLeft'> & Partial<Pick<Performance, 'isDefault'>>

/** `now` is the server's. The house decides in the same order. */
export function salesStateOf(performance: Asked, now: number): SalesState {
  if (performance.status === 'canceled') return 'canceled'
  // One that was made for seats without a performance has no stated time, so it never begins.
  if (!performance.isDefault && Date.parse(performance.startsAt) <= now) return 'started'
  if (performance.salesOpenAt && Date.parse(performance.salesOpenAt) > now) return 'not_open'
  if (performance.salesCloseAt && Date.parse(performance.salesCloseAt) <= now) return 'closed'
  return seatsLeftOf(performance) === 0 ? 'sold_out' : 'open'
}

export function seatsLeftOf(performance: Pick<Performance, 'seatsLeft'>): number {
  return Object.values(performance.seatsLeft).reduce((sum, left) => sum + left, 0)
}

/** The cheapest of some prices; they are of one currency. */
export function lowestPrice(grades: readonly { price: Money }[]): Money | undefined {
  return grades.map((grade) => grade.price).sort((a, b) => a.amount - b.amount)[0]
}

/** The day of a performance by the clock of its theatre, as `2027-01-15`. */
export function localDay(at: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  return parts.format(new Date(at))
}
