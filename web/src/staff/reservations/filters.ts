/** What the list of bookings is narrowed to: the same in the address of the page and in the question to the server. */
import type { ReservationState, ReservationStatus } from '@/api/types'

export const statuses: readonly ReservationStatus[] = [
  'ReservationPlaced', 'ReservationCompleted', 'ReservationImpossible', 'ReservationCanceled',
]
/** Exact states that staff look for; the others are told by the status well enough. */
export const states: readonly ReservationState[] = ['NeedsAttention', 'Held', 'Paying', 'Abandoned', 'Refunding', 'Canceling']

export interface Filters {
  q: string
  status: ReservationStatus | null
  state: ReservationState | null
  performanceId: number | null
  userId: number | null
  from: string
  to: string
  page: number
}

export const noFilters: Filters = {
  q: '', status: null, state: null, performanceId: null, userId: null, from: '', to: '', page: 0,
}

type Query = Record<string, unknown>

const one = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')
const day = (value: unknown): string => (/^\d{4}-\d{2}-\d{2}$/.test(one(value)) ? one(value) : '')
const number = (value: unknown): number | null => {
  const found = Number(one(value))
  return Number.isSafeInteger(found) && found > 0 ? found : null
}

/** Reads the address; what makes no sense there is left out. */
export function filtersOf(query: Query): Filters {
  return {
    q: one(query['q']).slice(0, 100),
    status: statuses.find((status) => status === query['status']) ?? null,
    state: states.find((state) => state === query['state']) ?? null,
    performanceId: number(query['performanceId']),
    userId: number(query['userId']),
    from: day(query['from']),
    to: day(query['to']),
    page: (number(query['page']) ?? 0),
  }
}

/** The address of a list that is narrowed so; what narrows nothing is left out. */
export function addressOf(filters: Filters): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filters)
      .filter(([, value]) => value !== null && value !== '' && value !== 0)
      .map(([name, value]) => [name, String(value)]),
  )
}

/** How many ways the list is narrowed in, beside the words that are searched for. */
export function countOf(filters: Filters): number {
  const { q: _q, page: _page, ...rest } = filters
  return Object.keys(addressOf({ ...noFilters, ...rest })).length
}
