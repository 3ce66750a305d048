/** With which tone a booking's state is shown. */
import type { ReservationState } from '@/api/types'
import type { MarkTone } from '../parts/StateMark.vue'

const tones: Record<ReservationState, MarkTone> = {
  New: 'plain',
  Placed: 'info',
  Held: 'info',
  Locking: 'info',
  Paying: 'info',
  Selling: 'info',
  Completed: 'success',
  Impossible: 'plain',
  Expired: 'plain',
  Canceled: 'plain',
  CancelRequested: 'warning',
  Abandoned: 'warning',
  Refunding: 'warning',
  Canceling: 'warning',
  NeedsAttention: 'danger',
  Reseating: 'info',
}

export const toneOf = (state: ReservationState): MarkTone => tones[state]
