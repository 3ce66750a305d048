/** What can be done with chosen seats, and what keeps them from it. */
import type { ApiProblem } from '@/api/problem'
import type { SeatStatus, SeatView } from '@/seatmap'

/** What the API takes at once; more are sent in parts. */
export const seatsMax = 2000

export interface Choice {
  /** Seats that may be taken off sale, or have their block changed. */
  blockable: number[]
  blocked: number[]
  /** Seats that somebody has: neither. */
  taken: number[]
}

export function choiceOf(seats: readonly Pick<SeatView, 'seatId' | 'status'>[]): Choice {
  const idsOf = (...statuses: SeatStatus[]): number[] =>
    seats.filter(({ status }) => statuses.includes(status)).map(({ seatId }) => seatId)
  return { blockable: idsOf('Available', 'Blocked'), blocked: idsOf('Blocked'), taken: idsOf('Held', 'Sold') }
}

/** How many of the seats are of each grade, dearest first as the house has them. */
export function countByGrade(seats: readonly Pick<SeatView, 'grade'>[], order: readonly string[]): { grade: string; seats: number }[] {
  const counts = new Map<string, number>()
  for (const { grade } of seats) counts.set(grade, (counts.get(grade) ?? 0) + 1)
  return order.filter((grade) => counts.has(grade)).map((grade) => ({ grade, seats: counts.get(grade)! }))
}

export function partsOf<T>(all: readonly T[], size: number = seatsMax): T[][] {
  const parts: T[][] = []
  for (let at = 0; at < all.length; at += size) parts.push(all.slice(at, at + size))
  return parts
}

/** The seats that a refusal names. */
export function conflictsIn(problem: ApiProblem): number[] {
  const details = problem.details as { conflicts?: { seatId?: unknown }[] } | undefined
  return (details?.conflicts ?? []).map(({ seatId }) => seatId).filter((id) => typeof id === 'number')
}

/** The labels from one to the other, whichever comes first; an empty end is the one that is named. */
export function rowsBetween(rows: readonly string[], from: string | null, to: string | null): string[] | undefined {
  if (from === null && to === null) return undefined
  const [a, b] = [rows.indexOf(from ?? to!), rows.indexOf(to ?? from!)].sort((one, other) => one - other) as [number, number]
  return a === -1 ? [] : rows.slice(a, b + 1)
}
