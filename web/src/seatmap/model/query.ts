/** Seats by what they have in common, for those who choose many at once. */
import type { House } from './house'
import { statusNames, type SeatStatus } from './source'

/** What is absent does not matter. */
export interface SeatQuery {
  /** The house's own name of a section. */
  readonly section?: string | undefined
  /** Labels of rows; they belong to the section. */
  readonly rows?: readonly string[] | undefined
  readonly grade?: string | undefined
  readonly status?: SeatStatus | undefined
}

/** @return seats, in the order of the house */
export function findSeats(house: House, query: SeatQuery): number[] {
  const rows = query.rows && new Set(query.rows)
  const grade = query.grade === undefined ? undefined : house.grades.findIndex(({ name }) => name === query.grade)
  const found: number[] = []
  for (let seat = 0; seat < house.seats; seat++) {
    if (query.section !== undefined && house.sectionOf(seat).name !== query.section) continue
    if (rows && !rows.has(house.rowLabelOf(seat))) continue
    if (grade !== undefined && house.gradeOf(seat) !== grade) continue
    if (query.status !== undefined && statusNames[house.statusOf(seat)] !== query.status) continue
    found.push(seat)
  }
  return found
}

export function countByStatus(house: House): Record<SeatStatus, number> {
  const counts: Record<SeatStatus, number> = { Available: 0, Held: 0, Sold: 0, Blocked: 0 }
  for (let seat = 0; seat < house.seats; seat++) counts[statusNames[house.statusOf(seat)]]++
  return counts
}
