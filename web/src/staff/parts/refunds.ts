/**
 * A refund that did not go through: asked for again, or recorded as paid by hand. When the reservation waits for it,
 * the reservation is told and goes on; otherwise the payment is.
 */
import { api, newIdempotencyKey } from '@/api/client'
import type { Payment, Reservation } from '@/api/types'

export type RefundDeed = 'retry' | 'record'

const paths = {
  reservation: { retry: '/reservations/{id}/refund/retry', record: '/reservations/{id}/refund/record' },
  payment: { retry: '/payments/{id}/refunds/{refundId}/retry', record: '/payments/{id}/refunds/{refundId}/record' },
} as const

export const failedRefunds = (payment: Pick<Payment, 'refunds'>): Payment['refunds'] =>
  payment.refunds.filter((refund) => refund.state === 'failed')

export const waitsForRefund = (reservation: Pick<Reservation, 'state'>): boolean => reservation.state === 'NeedsAttention'

/** One key for one press, so that a second press after silence does nothing twice. */
export class RefundDesk {
  private key = newIdempotencyKey()

  /** Answers the reservation as it is afterwards. */
  async settle(deed: RefundDeed, subject: { reservationId: number; paymentId: number }): Promise<Reservation> {
    const path = { id: subject.reservationId }
    const reservation = await api.get('/reservations/{id}', { path })
    if (waitsForRefund(reservation)) {
      const answer = await api.post(paths.reservation[deed], { path, prefer: 'wait=10', idempotencyKey: this.key })
      this.key = newIdempotencyKey()
      return answer
    }
    const payment = await api.get('/payments/{id}', { path: { id: subject.paymentId } })
    for (const refund of failedRefunds(payment)) {
      await api.post(paths.payment[deed], { path: { id: payment.id, refundId: refund.id } })
    }
    return api.get('/reservations/{id}', { path })
  }
}
