/**
 * The seat map with a made-up house in the place of server and stream, so that it alone is measured and looked at:
 * `?seats=3000&taken=0.35&max=4&mode=buy&list=1`. `window.bench` lets a script change seats.
 */
import '@/styles/tokens.css'
import '@/styles/base.css'
import { createApp, defineComponent, h, ref } from 'vue'
import { needTexts } from '@/i18n'
import { SeatPicker } from '@/seatmap'
import type { EventLine } from '@/seatmap/live/seat-stream'
import { browserWorld } from '@/seatmap/live/seat-stream'
import { standIn } from '@/seatmap/vue/sessions'
import { chance, makeHouse } from './house'

const query = new URLSearchParams(window.location.search)
const asked = (name: string, otherwise: number): number => Number(query.get(name) ?? otherwise)
const source = makeHouse(asked('seats', 3000), asked('taken', 0.35))

/** A line on which `window.bench` speaks. */
class Line implements EventLine {
  readyState = 1
  onopen: ((event: Event) => void) | null = null
  onerror: ((event: Event) => void) | null = null
  private readonly listeners = new Map<string, (event: MessageEvent<string>) => void>()

  constructor() {
    queueMicrotask(() => this.onopen?.(new Event('open')))
  }
  addEventListener(name: string, listener: (event: MessageEvent<string>) => void): void {
    this.listeners.set(name, listener)
  }
  close(): void {
    this.readyState = 2
  }
  say(name: string, data: unknown): void {
    this.listeners.get(name)?.(new MessageEvent(name, { data: JSON.stringify(data) }))
  }
}

const picker = ref<InstanceType<typeof SeatPicker> | null>(null)
let line: Line | undefined
let version = source.version
// As text: what the server sends has to be parsed, and that is part of the time.
const answer = JSON.stringify(source)

standIn({
  read: () => async () => JSON.parse(answer) as typeof source,
  world: { ...browserWorld, open: () => (line = new Line()) },
})

const bench = {
  ready: 0,
  selection: [] as number[],
  conflicts: 0,
  /** Gives seats another status. */
  change(changes: Record<number, string>): void {
    line?.say('seats', {
      version: ++version,
      changes: Object.entries(changes).map(([seatId, status]) => ({ seatId: Number(seatId), status })),
    })
  },
  /** `count` seats, anywhere, become held. */
  hold(count: number): void {
    const ids = Array.from({ length: count }, (_, k) => 1 + Math.floor(chance(version * 977 + k) * source.seats.length))
    bench.change(Object.fromEntries(ids.map((id) => [id, 'Held'])))
  },
  /** Where `count` free seats are on the map, nearest to its middle. */
  places(count: number): { id: number; x: number; y: number }[] {
    const seen = source.seats.flatMap((seat, k) => {
      const at = source.statuses[k] === 'A' ? picker.value?.placeOf(seat[0] as number) : null
      return at ? [{ id: seat[0] as number, x: at.x, y: at.y }] : []
    })
    const middle = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
    const [x, y] = [middle(seen.map((at) => at.x)), middle(seen.map((at) => at.y))]
    return seen.sort((a, b) => Math.hypot(a.x - x, a.y - y) - Math.hypot(b.x - x, b.y - y)).slice(0, count)
  },
  breaks(): void {
    if (line) line.readyState = 0
    line?.onerror?.(new Event('error'))
  },
}

declare global {
  interface Window {
    bench: typeof bench
  }
}
window.bench = bench

const Page = defineComponent({
  setup() {
    const selection = ref<number[]>([])
    return () =>
      h('div', { class: 'page' }, [
        h(SeatPicker, {
          ref: picker,
          performanceId: 1,
          selection: selection.value,
          maxSeats: asked('max', 4),
          mode: query.get('mode') === 'staff' ? 'staff' : 'buy',
          bestAvailable: query.get('best') !== '0',
          'onUpdate:selection': (ids: number[]) => {
            selection.value = ids
            bench.selection = ids
          },
          onConflict: () => bench.conflicts++,
          onReady: () => {
            bench.ready = performance.now()
          },
        }),
      ])
  },
})

void needTexts(['seatmap']).then(() => createApp(Page).mount('#app'))
