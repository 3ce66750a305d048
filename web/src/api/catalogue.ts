/** Musicals, halls and performances, all of them. */
import { api } from './client'
import { all, pageSizeMax } from './everyPage'
import type { Musical, Performance, VenueSummary } from './types'

export function allMusicals(sort: 'name' | 'startDate,desc' = 'startDate,desc'): Promise<Musical[]> {
  return all(async (page) => {
    const answer = await api.get('/items', { query: { page, size: pageSizeMax, sort } })
    return { items: answer._embedded.items, page: answer.page }
  })
}

export function allVenues(): Promise<VenueSummary[]> {
  return all(async (page) => {
    const answer = await api.get('/venues', { query: { page, size: pageSizeMax, sort: 'name,asc' } })
    return { items: answer._embedded.venues, page: answer.page }
  })
}

export interface Chosen {
  musicalId?: number
  /** Not those that have begun before this moment (ms). */
  from?: number
}

const dayMs = 24 * 3_600_000
/** A day that has begun everywhere before `moment`. */
const dayBefore = (moment: number): string => new Date(moment - dayMs).toISOString().slice(0, 10)

/** Soonest first. Seats that have no stated time are among them, whatever `from` is. */
export async function allPerformances({ musicalId, from }: Chosen): Promise<Performance[]> {
  const chosen = { musicalId, from: from === undefined ? undefined : dayBefore(from) }
  const found = await all(async (page) => {
    const answer = await api.get('/performances', { query: { ...chosen, page, size: pageSizeMax, sort: 'startsAt,asc' } })
    return { items: answer._embedded.performances, page: answer.page }
  })
  return from === undefined ? found : found.filter((one) => one.isDefault || Date.parse(one.startsAt) >= from)
}

/** The same without those that have no stated time. */
export async function datedPerformances(chosen: Chosen): Promise<Performance[]> {
  return (await allPerformances(chosen)).filter((one) => !one.isDefault)
}
