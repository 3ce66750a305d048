/** One musical with its performances, its hall, and the tables of fees that it goes by. */
import { computed, shallowRef } from 'vue'
import { api } from '@/api/client'
import { fetchHalls } from '@/api/halls'
import { isProblem } from '@/api/problem'
import type { Musical, Performance, RefundTable, Venue } from '@/api/types'
import { refundTablesOf, shippedRefundTables } from '@/components/terms/refundTables'

const pageSize = 200

/** Every performance of it; a run may be longer than a page. */
async function allPerformances(id: number): Promise<Performance[]> {
  const found: Performance[] = []
  for (let page = 0; ; ++page) {
    const answer = await api.get('/items/{id}/performances', {
      path: { id }, query: { page, size: pageSize, sort: 'startsAt,asc' },
    })
    found.push(...answer._embedded.performances)
    if (page + 1 >= answer.page.totalPages) return found
  }
}

export function useMusical(id: number) {
  const musical = shallowRef<Musical | null>(null)
  const performances = shallowRef<Performance[]>([])
  /** Seats that were made without a performance: they have no stated time. */
  const undated = shallowRef<Performance[]>([])
  const venueNames = shallowRef(new Map<number, Pick<Venue, 'name' | 'nameEn'>>())
  const tables = shallowRef<RefundTable[]>([])
  const isMissing = shallowRef(false)
  const trouble = shallowRef<unknown>(null)

  function take(all: readonly Performance[]): void {
    performances.value = all.filter((one) => !one.isDefault)
    undated.value = all.filter((one) => one.isDefault && one.status === 'scheduled')
  }

  async function load(): Promise<void> {
    trouble.value = null
    try {
      const [item, all, venues, shipped] = await Promise.all([
        api.get('/items/{id}', { path: { id } }),
        allPerformances(id),
        fetchHalls(),
        shippedRefundTables(),
      ])
      venueNames.value = new Map(venues.map((venue) => [venue.id, venue]))
      take(all)
      tables.value = refundTablesOf(item.refundPolicy, shipped)
      musical.value = item
    } catch (thrown) {
      if (isProblem(thrown, 'not_found')) isMissing.value = true
      else trouble.value = thrown
    }
  }

  /** What is left changes while somebody reads. */
  async function refresh(): Promise<void> {
    take(await allPerformances(id))
  }

  /** Who plays what, over the whole run, in the order of the posters. */
  const cast = computed(() => {
    const roles = new Map<string, Set<string>>()
    for (const { role, actor } of performances.value.flatMap((performance) => performance.cast)) {
      roles.set(role, (roles.get(role) ?? new Set()).add(actor))
    }
    return [...roles].map(([role, actors]) => ({ role, actors: [...actors] }))
  })

  return { musical, performances, undated, venueNames, tables, cast, isMissing, trouble, load, refresh }
}
