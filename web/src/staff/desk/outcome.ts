/** What became of a sale at the desk, as far as the desk has to act on it. */
import type { Reservation } from '@/api/types'

export type Outcome = 'waiting' | 'sold' | 'not_sold' | 'over'

/** `over`: it was sold, and given back since. */
export function outcomeOf(reservation: Pick<Reservation, 'state' | 'tickets'>): Outcome {
  switch (reservation.state) {
    case 'Completed':
    case 'Reseating':
      return 'sold'
    case 'Impossible':
    case 'Expired':
      return 'not_sold'
    case 'Canceled':
    case 'Canceling':
    case 'CancelRequested':
    case 'Refunding':
    case 'NeedsAttention':
      return 'over'
    default:
      return 'waiting'
  }
}
