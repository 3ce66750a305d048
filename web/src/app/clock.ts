/**
 * The server's clock. What opens or runs out does so by it; the clock of a phone may be minutes off. The offset is
 * taken from the quickest of some answers, whose error is at most half of its round trip.
 */
import { onScopeDispose, readonly, ref } from 'vue'

const samples = 3
const staleAfterMs = 5 * 60_000

const offsetMs = ref(0)
let asked: Promise<void> | undefined
let askedAt = -Infinity

interface Sample {
  offset: number
  roundTrip: number
}

/** The server's clock in one answer; `Date` tells whole seconds, so half of one is added. */
async function sample(): Promise<Sample | undefined> {
  const before = performance.now()
  const response = await fetch('/clock', { cache: 'no-store', headers: { Accept: 'application/json' } })
  const roundTrip = performance.now() - before
  const here = Date.now() - roundTrip / 2
  const body = (await response.json().catch(() => ({}))) as { now?: string }
  const now = Date.parse(body.now ?? '')
  if (response.ok && Number.isFinite(now)) return { offset: now - here, roundTrip }
  const header = Date.parse(response.headers.get('Date') ?? '')
  return Number.isFinite(header) ? { offset: header + 500 - here, roundTrip: roundTrip + 1000 } : undefined
}

/** The clock can wait until what the page shows has been fetched and painted. */
const idleLatestMs = 1500
const idle = (): Promise<void> =>
  new Promise((resolve) => {
    if ('requestIdleCallback' in window) window.requestIdleCallback(() => resolve(), { timeout: idleLatestMs })
    else globalThis.setTimeout(resolve, 0)
  })

async function ask(): Promise<void> {
  await idle()
  let best: Sample | undefined
  for (let taken = 0; taken < samples; ++taken) {
    try {
      const next = await sample()
      if (next && (!best || next.roundTrip < best.roundTrip)) best = next
    } catch {
      // No answer: what is known stays.
    }
  }
  if (!best) return
  offsetMs.value = best.offset
  askedAt = performance.now()
}

/** Asks the server for its time, unless that was done lately. */
export function syncClock(): Promise<void> {
  if (performance.now() - askedAt < staleAfterMs) return Promise.resolve()
  asked ??= ask().finally(() => (asked = undefined))
  return asked
}

/** Milliseconds since 1970 by the server's clock. */
export function serverNow(): number {
  return Date.now() + offsetMs.value
}

/** The server's time as a value that moves on, for as long as the component lives. */
export function useServerNow(everyMs = 1000) {
  const now = ref(serverNow())
  const update = (): void => {
    now.value = serverNow()
  }
  const timer = window.setInterval(update, everyMs)
  // A sleeping phone stops timers, and its clock may have been set meanwhile.
  const woken = (): void => {
    if (document.visibilityState !== 'visible') return
    update()
    void syncClock().then(update)
  }
  document.addEventListener('visibilitychange', woken)
  void syncClock().then(update)
  onScopeDispose(() => {
    window.clearInterval(timer)
    document.removeEventListener('visibilitychange', woken)
  })
  return readonly(now)
}
