/**
 * One reservation, followed until nothing more happens by itself: asked for every second at first, then more
 * slowly, and not at all while nobody looks.
 */
import { computed, onBeforeUnmount, onMounted, shallowRef } from 'vue'
import { api } from '@/api/client'
import { isProblem } from '@/api/problem'
import type { Payment, Reservation, ReservationState, TimelineStep } from '@/api/types'

/** Nothing more happens unless somebody wants it. */
const atRest: readonly ReservationState[] = ['Completed', 'Impossible', 'Expired', 'Canceled', 'NeedsAttention']
/** States in which a charge may be under way, so that the payment is of interest. */
const withPayment: readonly ReservationState[] = ['Locking', 'Paying', 'Selling', 'Abandoned', 'CancelRequested']

const quickMs = 1000
const calmMs = 3000
const quickTurns = 20
const heldMs = 5000

export function useReservation(id: number) {
  const reservation = shallowRef<Reservation | null>(null)
  const payment = shallowRef<Payment | null>(null)
  const steps = shallowRef<TimelineStep[]>([])
  const isMissing = shallowRef(false)
  const trouble = shallowRef<unknown>(null)
  /** The last question was not answered; what is shown may be old. */
  const isAway = shallowRef(false)
  let timer: number | undefined
  let turns = 0
  let isGone = false
  let running: Promise<void> | undefined

  async function ask(): Promise<void> {
    const path = { id }
    const found = await api.get('/reservations/{id}', { path })
    const isPaying = withPayment.includes(found.state) && found.paymentId !== undefined
    const isNew = found.state !== reservation.value?.state || steps.value.length === 0
    const [paid, timeline] = await Promise.all([
      isPaying ? api.get('/payments/{id}', { path: { id: found.paymentId! } }) : null,
      isNew ? api.get('/reservations/{id}/timeline', { path }) : null,
    ])
    payment.value = paid
    if (timeline) steps.value = timeline.steps
    reservation.value = found
    trouble.value = null
  }

  function delay(): number {
    if (reservation.value?.state === 'Held') return heldMs
    // The buyer is at the provider: nothing happens until he comes back.
    if (payment.value?.state === 'awaiting_buyer') return calmMs
    return turns < quickTurns ? quickMs : calmMs
  }

  function plan(): void {
    window.clearTimeout(timer)
    const known = reservation.value
    if (isGone || isMissing.value || document.visibilityState === 'hidden') return
    if (known && atRest.includes(known.state)) return
    timer = window.setTimeout(() => void refresh(), delay())
  }

  /** Asks now. Callers that come meanwhile wait for the same answer. */
  function refresh(): Promise<void> {
    running ??= (async () => {
      ++turns
      try {
        await ask()
        isAway.value = false
      } catch (thrown) {
        if (isProblem(thrown, 'not_found')) isMissing.value = true
        else if (!reservation.value) trouble.value = thrown
        else isAway.value = true
      } finally {
        running = undefined
        plan()
      }
    })()
    return running
  }

  /** Takes a newer answer that came by another request, and follows on. */
  function take(newer: Reservation): Promise<void> {
    turns = 0
    if (newer.state !== reservation.value?.state) steps.value = []
    reservation.value = newer
    return refresh()
  }

  function woken(): void {
    if (document.visibilityState === 'visible') void refresh()
  }

  onMounted(() => {
    document.addEventListener('visibilitychange', woken)
    void refresh()
  })
  onBeforeUnmount(() => {
    isGone = true
    window.clearTimeout(timer)
    document.removeEventListener('visibilitychange', woken)
  })

  const lastStep = computed(() => steps.value.at(-1))
  return { reservation, payment, steps, lastStep, isMissing, trouble, isAway, refresh, take }
}
