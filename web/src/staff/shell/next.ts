/** What comes next in the house. */
import type { Performance } from '@/api/types'

const playedMax = 8
const soldMax = 6

/** The soonest performances, those that were called off not among them. `all` is in order of time. */
export function nextPlayed(all: readonly Performance[]): Performance[] {
  return all.filter((one) => one.status === 'scheduled').slice(0, playedMax)
}

/** A moment at which performances of a musical go on sale. */
export interface Opening {
  musicalId: number
  at: string
  timeZone: string
  performances: number
}

/** The next openings of sales after `now`, soonest first; performances of a musical that open together are one. */
export function nextSold(all: readonly Performance[], now: number): Opening[] {
  const openings = new Map<string, Opening>()
  for (const { musicalId, salesOpenAt, timeZone, status } of all) {
    if (status !== 'scheduled' || salesOpenAt === undefined || Date.parse(salesOpenAt) <= now) continue
    const key = `${musicalId} ${Date.parse(salesOpenAt)}`
    const known = openings.get(key)
    openings.set(key, known ? { ...known, performances: known.performances + 1 } : { musicalId, at: salesOpenAt, timeZone, performances: 1 })
  }
  return [...openings.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).slice(0, soldMax)
}
