/** At which point of a purchase the buyer stands, in the words of the page. */
import type { Payment, Reservation } from '@/api/types'

export type Stage =
  | 'placing'
  | 'pay'
  | 'opening'
  | 'at_provider'
  | 'asking'
  | 'selling'
  | 'completed'
  | 'expired'
  | 'impossible'
  | 'late'
  | 'canceled'
  | 'refunding'
  | 'attention'

export function stageOf(
  reservation: Pick<Reservation, 'state'>, payment: Pick<Payment, 'state' | 'checkoutUrl' | 'handOver'> | null,
): Stage {
  switch (reservation.state) {
    case 'New':
    case 'Placed':
      return 'placing'
    case 'Held':
      return 'pay'
    case 'Locking':
      return 'opening'
    case 'Paying':
      if (payment?.checkoutUrl !== undefined && payment.state === 'awaiting_buyer') return 'at_provider'
      if (payment?.handOver !== undefined && payment.state === 'awaiting_buyer') return 'at_provider'
      return payment === null || payment.state === 'created' || payment.state === 'preparing' ? 'opening' : 'asking'
    case 'Selling':
      return 'selling'
    case 'Completed':
    case 'Canceling':
    case 'Reseating':
      return 'completed'
    case 'Expired':
      return 'expired'
    case 'Impossible':
      return 'impossible'
    case 'Abandoned':
      return 'late'
    case 'Canceled':
      return 'canceled'
    case 'CancelRequested':
    case 'Refunding':
      return 'refunding'
    case 'NeedsAttention':
      return 'attention'
  }
}

/** Whether the page may be left without a thought: nobody waits for the buyer, and he for nobody. */
export function isOver(stage: Stage): boolean {
  return ['completed', 'expired', 'impossible', 'canceled'].includes(stage)
}
