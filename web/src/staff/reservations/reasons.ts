/** Why a booking is where it is, in the words of the office; a code that the pages do not know is shown as it is. */
import type { Reservation } from '@/api/types'
import { text, type TextKey } from '@/i18n'

const known: Record<string, TextKey> = {
  payment_declined: 'bookings.why.payment_declined',
  payment_abandoned: 'bookings.why.payment_abandoned',
  hold_expired: 'bookings.why.hold_expired',
  lock_refused: 'bookings.why.lock_refused',
  placement_timeout: 'bookings.why.placement_timeout',
  taken: 'bookings.why.taken',
  seat_lost: 'bookings.why.seat_lost',
  late_payment: 'bookings.why.late_payment',
  buyer_canceled: 'bookings.why.buyer_canceled',
  staff_canceled: 'bookings.why.staff_canceled',
  performance_canceled: 'bookings.why.performance_canceled',
  refunded_at_provider: 'bookings.why.refunded_at_provider',
  refund_failed: 'bookings.why.refund_failed',
  refund_at_desk: 'bookings.why.refund_at_desk',
}

/** Why it is in its state; and when a refund waits for staff, that first, whatever the cancellation was for. */
export function whyTexts({ reason, state }: Pick<Reservation, 'reason' | 'state'>): string[] {
  const codes = [state === 'NeedsAttention' && reason !== 'refund_at_desk' ? 'refund_failed' : '', reason ?? '']
  return [...new Set(codes)].filter((code) => code !== '').map((code) => {
    const key = known[code]
    return key ? text(key) : text('bookings.why.other', { reason: code })
  })
}
