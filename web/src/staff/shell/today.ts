/** What today brought so far: tickets and money, by the house's clock. */
import type { components } from '@/api/schema'
import { api } from '@/api/client'
import type { Money } from '@/api/types'

type Timeline = components['schemas']['SalesTimeline']

export interface Today {
  sold: number
  givenBack: number
  /** One for each currency in which something moved; nothing for whoever does not see money. */
  money: { revenue: Money; refunded: Money }[] | undefined
}

const noMovement = { sold: 0, cancelled: 0 }
/** The clocks of browser and server may differ a little: then the day before is read, too, and left out. */
const leewayMs = 5 * 60_000

/** The last day of the timeline is the one that is under way. */
export function todayIn(timeline: Pick<Timeline, 'points' | 'totals'>): Today {
  const point = timeline.points.at(-1)
  const { sold, cancelled } = point ?? noMovement
  // Who sees money sees that there was none yet, too.
  return { sold, givenBack: cancelled, money: point?.money ?? (timeline.totals.money ? [] : undefined) }
}

export async function readToday(now: number): Promise<Today> {
  const from = new Date(now - leewayMs).toISOString()
  return todayIn(await api.get('/sales/timeline', { query: { interval: 'day', from } }))
}
