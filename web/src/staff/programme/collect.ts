/** Collections of the API from page to page, and the names that go with numbers. */
import { api } from '@/api/client'
import type { Musical, PageInfo, Performance, VenueSummary } from '@/api/types'

/** What the API gives at once. */
export const pageSize = 200

/** Asks for one page after the other, to the last, or to the one after which `isEnough`. */
export async function collect<T>(
  ask: (page: number) => Promise<{ page: PageInfo; found: T[] }>, isEnough: (all: readonly T[]) => boolean = () => false,
): Promise<T[]> {
  const all: T[] = []
  for (let number = 0; ; ++number) {
    const { page, found } = await ask(number)
    all.push(...found)
    if (number + 1 >= page.totalPages || isEnough(all)) return all
  }
}

export function allMusicals(): Promise<Musical[]> {
  return collect(async (page) => {
    const answer = await api.get('/items', { query: { page, size: pageSize, sort: 'startDate,desc' } })
    return { page: answer.page, found: answer._embedded.items }
  })
}

export function allVenues(): Promise<VenueSummary[]> {
  return collect(async (page) => {
    const answer = await api.get('/venues', { query: { page, size: pageSize, sort: 'name,asc' } })
    return { page: answer.page, found: answer._embedded.venues }
  })
}

/** What is played from a moment on, soonest first; those that have no stated time are not among them. */
export async function performancesFrom(from: number): Promise<Performance[]> {
  // The last ones first: what is over need not be read.
  const all = await collect(async (page) => {
    const answer = await api.get('/performances', { query: { page, size: pageSize, sort: 'startsAt,desc' } })
    return { page: answer.page, found: answer._embedded.performances }
  }, (found) => Date.parse(found.at(-1)?.startsAt ?? '') < from)
  return all.filter((one) => !one.isDefault && Date.parse(one.startsAt) >= from).reverse()
}

/** Every performance of a musical, soonest first. */
export async function performancesOf(id: number): Promise<Performance[]> {
  const all = await collect(async (page) => {
    const query = { page, size: pageSize, sort: 'startsAt,asc' }
    const answer = await api.get('/items/{id}/performances', { path: { id }, query })
    return { page: answer.page, found: answer._embedded.performances }
  })
  return all.filter((one) => !one.isDefault)
}
