/** Sends a sale, once: a second press after silence repeats the same sale under the same key. */
import { ref, shallowRef } from 'vue'
import { useRouter } from 'vue-router'
import { api, newIdempotencyKey } from '@/api/client'
import { isProblem, Unreachable, type ApiProblem } from '@/api/problem'
import type { DeskSaleBody, Reservation } from '@/api/types'
import { tellTrouble } from '@/app/trouble'

export type Conflict = NonNullable<Reservation['conflicts']>[number]

/** The seats that could not be had, by what the server says of its refusal. */
export function conflictsOf(problem: ApiProblem, wanted: readonly number[]): Conflict[] {
  const details = (problem.details ?? {}) as { conflicts?: Conflict[] }
  return details.conflicts ?? wanted.map((seatId) => ({ seatId, reason: 'taken' }))
}

export function useDeskSale() {
  const router = useRouter()
  const isSelling = ref(false)
  const conflicts = shallowRef<readonly Conflict[]>([])
  /** Fields of the body that the server found fault with. */
  const refusedFields = ref<string[]>([])
  let attempt = { body: '', key: '' }

  async function send(body: DeskSaleBody): Promise<void> {
    const text = JSON.stringify(body)
    if (attempt.body !== text) attempt = { body: text, key: newIdempotencyKey() }
    const sold = await api.post('/reservations/desk-sales', {
      body, prefer: 'handling=strict, wait=10', idempotencyKey: attempt.key,
    })
    attempt = { body: '', key: '' }
    conflicts.value = sold.conflicts ?? []
    if (sold.state !== 'Impossible') await router.push(`/staff/desk/${sold.id}`)
  }

  async function sell(body: DeskSaleBody): Promise<void> {
    if (isSelling.value) return
    isSelling.value = true
    conflicts.value = []
    refusedFields.value = []
    try {
      await send(body)
    } catch (thrown) {
      if (!(thrown instanceof Unreachable)) attempt = { body: '', key: '' }
      if (isProblem(thrown, 'seat_taken', 'seat_not_on_sale', 'single_seat_gap')) {
        conflicts.value = conflictsOf(thrown, body.seatIds ?? [])
      } else {
        if (isProblem(thrown, 'validation_failed')) refusedFields.value = thrown.errors.map((error) => error.field)
        tellTrouble(thrown)
      }
    } finally {
      isSelling.value = false
    }
  }

  return { isSelling, conflicts, refusedFields, sell }
}
