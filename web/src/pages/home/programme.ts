/** What is on, with the next performance of each musical and what is left of it. */
import { computed, shallowRef } from 'vue'
import { allPerformances } from '@/api/catalogue'
import { api } from '@/api/client'
import { pageSizeMax } from '@/api/everyPage'
import { fetchHalls } from '@/api/halls'
import type { Musical, Performance, VenueSummary } from '@/api/types'
import { serverNow } from '@/app/clock'
import { salesStateOf, seatsLeftOf } from '@/utilities/sales'

export interface Search {
  q?: string | undefined
  from?: string | undefined
  to?: string | undefined
  grade?: string | undefined
}

export interface Entry {
  musical: Musical
  /** The soonest performance that seats can be bought of; else the soonest with seats; else the soonest to come; else none. */
  next: Performance | undefined
  /** Seats left of the grade that was searched for, or of all: over all performances to come, and of `next`. */
  left: number
  leftOfNext: number
  venue: VenueSummary | undefined
}

/** Later than any: what has no stated time, or nothing to come, stands last. */
const noTime = '9'
const timeOf = (performance: Performance | undefined): string =>
  (performance && !performance.isDefault ? performance.startsAt : noTime)

export function entryOf(musical: Musical, all: Performance[], venues: VenueSummary[], grade?: string): Entry {
  const now = serverNow()
  const coming = all.filter((one) => one.musicalId === musical.id && one.status === 'scheduled'
    && (one.isDefault || Date.parse(one.startsAt) > now))
    .sort((a, b) => timeOf(a).localeCompare(timeOf(b)))
  const leftOf = (one: Performance): number => (grade ? one.seatsLeft[grade] ?? 0 : seatsLeftOf(one))
  const withSeats = coming.filter((one) => leftOf(one) > 0)
  const next = withSeats.find((one) => salesStateOf(one, now) === 'open') ?? withSeats[0] ?? coming[0]
  return {
    musical,
    next,
    leftOfNext: next ? leftOf(next) : 0,
    left: coming.reduce((sum, one) => sum + leftOf(one), 0),
    venue: venues.find((venue) => venue.id === (musical.venueId ?? coming[0]?.venueId)),
  }
}

export function useProgramme() {
  const entries = shallowRef<Entry[] | null>(null)
  const grades = shallowRef<string[]>([])
  const trouble = shallowRef<unknown>(null)
  let asked = 0

  async function load(search: Search): Promise<void> {
    const turn = ++asked
    trouble.value = null
    try {
      const [items, performances, venues] = await Promise.all([
        api.get('/items', { query: { ...search, sort: 'startDate,asc', size: pageSizeMax } }),
        allPerformances({ from: serverNow() }),
        fetchHalls(),
      ])
      // Somebody has typed on meanwhile: a later answer is on its way.
      if (turn !== asked) return
      const found = items._embedded.items.map((musical) =>
        entryOf(musical, performances, venues, search.grade))
      const today = new Date(serverNow()).toISOString().slice(0, 10)
      entries.value = found
        .filter((entry) => entry.musical.endDate >= today && (!search.grade || entry.left > 0))
        .sort((a, b) => timeOf(a.next).localeCompare(timeOf(b.next)))
      const seen = new Set([...grades.value, ...found.flatMap((entry) => entry.musical.grades.map((one) => one.grade))])
      grades.value = [...seen]
    } catch (thrown) {
      if (turn === asked) trouble.value = thrown
    }
  }

  /** What stands in the light at the top: the first that can be booked. */
  const featured = computed(() =>
    entries.value?.find((entry) => entry.next && salesStateOf(entry.next, serverNow()) === 'open'))

  return { entries, grades, trouble, load, featured }
}
