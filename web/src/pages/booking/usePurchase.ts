/**
 * From the chosen seats to the reservation: asks the house for all of them or none, and keeps what it says when it
 * refuses. The seats are remembered while the buyer signs in.
 */
import { ref, shallowRef, type Ref } from 'vue'
import { useRouter } from 'vue-router'
import { api, newIdempotencyKey } from '@/api/client'
import { isProblem, Unreachable, type ApiProblem } from '@/api/problem'
import type { Reservation } from '@/api/types'
import { session, sessionKnown } from '@/app/session'
import { tellTrouble } from '@/app/trouble'
import { note, noted } from '@/utilities/storage'

export type Conflict = NonNullable<Reservation['conflicts']>[number]

/** Why the seats could not be had, and what could be instead. */
export type Refusal =
  | { kind: 'faster'; wanted: number[]; conflicts: Conflict[] }
  | { kind: 'gap'; wanted: number[]; alternatives: number[][] }

const basketOf = (performanceId: number): string => `basket.${performanceId}`

/** The seats that were chosen before somebody signed in. They are given once. */
export function takeBasket(performanceId: number): number[] {
  const stored = noted(basketOf(performanceId))
  note(basketOf(performanceId), null)
  return (stored ?? '').split(',').map(Number).filter((id) => Number.isSafeInteger(id) && id > 0)
}

/** What an ended or refused placement says, or nothing when it says nothing of the seats. */
export function refusalOf(
  wanted: number[], conflicts: Conflict[], alternatives: number[][] | undefined,
): Refusal | null {
  if (conflicts.some((conflict) => conflict.reason === 'single_seat_gap')) {
    return { kind: 'gap', wanted, alternatives: alternatives ?? [] }
  }
  return conflicts.length > 0 ? { kind: 'faster', wanted, conflicts } : null
}

function refusalOfProblem(problem: ApiProblem, wanted: number[]): Refusal | null {
  const details = (problem.details ?? {}) as { conflicts?: Conflict[]; alternatives?: number[][] }
  if (problem.code === 'single_seat_gap') return { kind: 'gap', wanted, alternatives: details.alternatives ?? [] }
  if (problem.code !== 'seat_taken' && problem.code !== 'seat_not_on_sale') return null
  return refusalOf(wanted, details.conflicts ?? wanted.map((seatId) => ({ seatId, reason: 'taken' })), undefined)
}

export function usePurchase(performanceId: number, own: Ref<number[]>) {
  const router = useRouter()
  const isReserving = ref(false)
  const refusal = shallowRef<Refusal | null>(null)
  // The same seats asked for again after silence are the same wish, under the same key.
  let attempt = { seats: '', key: '' }

  async function place(seatIds: number[]): Promise<void> {
    const seats = seatIds.join()
    if (attempt.seats !== seats) attempt = { seats, key: newIdempotencyKey() }
    try {
      const reservation = await api.post('/reservations', {
        body: { performanceId, seatIds, payment: { method: 'checkout' } },
        prefer: 'handling=strict, wait=10',
        idempotencyKey: attempt.key,
      })
      attempt = { seats: '', key: '' }
      refusal.value = refusalOf(seatIds, reservation.conflicts ?? [], reservation.alternatives)
      if (refusal.value) return
      if (reservation.state !== 'Impossible') own.value = seatIds
      await router.push(`/checkout/${reservation.id}`)
    } catch (thrown) {
      if (!(thrown instanceof Unreachable)) attempt = { seats: '', key: '' }
      refusal.value = isProblem(thrown) ? refusalOfProblem(thrown, seatIds) : null
      if (!refusal.value) tellTrouble(thrown)
    }
  }

  async function reserve(seatIds: number[]): Promise<void> {
    if (isReserving.value || seatIds.length === 0) return
    refusal.value = null
    isReserving.value = true
    try {
      await sessionKnown()
      if (!session.isSignedIn.value) {
        note(basketOf(performanceId), seatIds.join())
        await router.push({ path: '/sign-in', query: { then: `/booking/${performanceId}` } })
        return
      }
      await place(seatIds)
    } catch (thrown) {
      tellTrouble(thrown)
    } finally {
      isReserving.value = false
    }
  }

  return { isReserving, refusal, reserve }
}
