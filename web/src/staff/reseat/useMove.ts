/** Sends a move, once: a second press after silence repeats the same one under the same key. */
import { ref, shallowRef } from 'vue'
import { api, newIdempotencyKey } from '@/api/client'
import { Unreachable } from '@/api/problem'
import type { Reservation } from '@/api/types'
import { tellTrouble } from '@/app/trouble'
import type { Conflict, ReseatBody } from './moves'

export function useMove(reservationId: () => number) {
  const isBusy = ref(false)
  const conflicts = shallowRef<readonly Conflict[]>([])
  let attempt = { body: '', key: '' }

  /** The booking as it then is; nothing when it was refused, which has been told or stands in `conflicts`. */
  async function move(body: ReseatBody): Promise<Reservation | null> {
    if (isBusy.value) return null
    isBusy.value = true
    conflicts.value = []
    const text = JSON.stringify(body)
    if (attempt.body !== text) attempt = { body: text, key: newIdempotencyKey() }
    try {
      const answer = await api.post('/reservations/{id}/reseat', {
        path: { id: reservationId() }, body, prefer: 'wait=10', idempotencyKey: attempt.key,
      })
      attempt = { body: '', key: '' }
      if (answer.reseat?.outcome !== 'refused') return answer
      conflicts.value = answer.reseat.conflicts ?? []
    } catch (thrown) {
      if (!(thrown instanceof Unreachable)) attempt = { body: '', key: '' }
      tellTrouble(thrown)
    } finally {
      isBusy.value = false
    }
    return null
  }

  return { isBusy, conflicts, move }
}
