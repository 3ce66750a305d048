/** Why something did not come about, in words; a reason that the pages do not know is left out. */
import { text, type TextKey } from '@/i18n'

const known: Record<string, TextKey> = {
  payment_declined: 'booking.reason.payment_declined',
  payment_abandoned: 'booking.reason.payment_abandoned',
  hold_expired: 'booking.reason.hold_expired',
  lock_refused: 'booking.reason.lock_refused',
  placement_timeout: 'booking.reason.placement_timeout',
  taken: 'booking.reason.taken',
  seat_lost: 'booking.reason.seat_lost',
  late_payment: 'booking.reason.late_payment',
  buyer_canceled: 'booking.reason.buyer_canceled',
  staff_canceled: 'booking.reason.staff_canceled',
  performance_canceled: 'booking.reason.performance_canceled',
  refunded_at_provider: 'booking.reason.refunded_at_provider',
  refund_failed: 'booking.reason.refund_failed',
}

export function reasonText(reason: string | undefined): string | undefined {
  const key = reason === undefined ? undefined : known[reason]
  return key && text(key)
}
