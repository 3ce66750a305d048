/** The sales of some performances as they are now: read once, then followed. */
import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { addressOf, api } from '@/api/client'
import { withChanges, type Changes, type Overview, type Timeline } from './figures'

export interface SalesQuery {
  performanceId: number | undefined
  musicalId: number | undefined
}
export type Interval = Timeline['interval']
export type Connection = 'connecting' | 'live' | 'lost'

const retryAfterMs = 5_000
/** The curve follows what is sold, but need not be drawn anew with each ticket. */
const timelineEveryMs = 5_000

export function useSales(query: Ref<SalesQuery>, interval: Ref<Interval>) {
  const overview = shallowRef<Overview | null>(null)
  const timeline = shallowRef<Timeline | null>(null)
  const trouble = shallowRef<unknown>(null)
  const connection = ref<Connection>('connecting')
  let source: EventSource | undefined
  let turn = 0
  let retry: number | undefined
  let redraw: number | undefined

  async function readTimeline(): Promise<void> {
    const asked = turn
    const read = await api.get('/sales/timeline', { query: { ...query.value, interval: interval.value } })
    if (asked === turn) timeline.value = read
  }

  function timelineSoon(): void {
    redraw ??= window.setTimeout(() => {
      redraw = undefined
      // What was drawn before stays until there is an answer again.
      void readTimeline().catch(() => undefined)
    }, timelineEveryMs)
  }

  function follow(version: number): void {
    source?.close()
    source = new EventSource(addressOf('/sales/stream', { query: { ...query.value, version } }))
    source.addEventListener('open', () => (connection.value = 'live'))
    source.addEventListener('overview', (event) => {
      overview.value = JSON.parse(event.data as string) as Overview
      timelineSoon()
    })
    source.addEventListener('changes', (event) => {
      if (overview.value) overview.value = withChanges(overview.value, JSON.parse(event.data as string) as Changes)
      timelineSoon()
    })
    source.addEventListener('error', () => {
      // It comes back by itself unless it was refused.
      connection.value = source?.readyState === EventSource.CLOSED ? 'lost' : 'connecting'
      if (connection.value !== 'lost') return
      window.clearTimeout(retry)
      retry = window.setTimeout(() => void load(), retryAfterMs)
    })
  }

  async function load(): Promise<void> {
    const asked = ++turn
    trouble.value = null
    try {
      const [now] = await Promise.all([api.get('/sales/overview', { query: { ...query.value } }), readTimeline()])
      if (asked !== turn) return
      overview.value = now
      follow(now.version)
    } catch (thrown) {
      if (asked !== turn) return
      if (overview.value) {
        connection.value = 'lost'
        retry = window.setTimeout(() => void load(), retryAfterMs)
      } else {
        trouble.value = thrown
      }
    }
  }

  function end(): void {
    ++turn
    source?.close()
    window.clearTimeout(retry)
    window.clearTimeout(redraw)
    redraw = undefined
  }

  watch(query, () => {
    end()
    overview.value = null
    timeline.value = null
    connection.value = 'connecting'
    void load()
  }, { immediate: true })
  watch(interval, () => {
    timeline.value = null
    void readTimeline().catch((thrown: unknown) => (trouble.value = thrown))
  })
  onScopeDispose(end)

  return { overview, timeline, trouble, connection, load }
}
