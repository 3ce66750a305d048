/** What giving seats back would cost now, or would not when staff waive the fee. */
import { api } from '@/api/client'
import type { CancellationQuote, Money, Reservation } from '@/api/types'

/** What the panel shows and what is sent with the confirmation. */
export interface Terms {
  seatIds: number[]
  price: Money
  fee: Money
  refund: Money
  isWaived: boolean
  quote: CancellationQuote | null
}

export const askQuote = (id: number, seatIds: readonly number[], signal?: AbortSignal): Promise<CancellationQuote> =>
  api.get('/reservations/{id}/cancellation-quote', { path: { id }, query: { seatIds: seatIds.join() }, signal })

export function termsOfQuote(quote: CancellationQuote): Terms {
  const { seatIds, price, fee, refund } = quote
  return { seatIds, price, fee, refund, isWaived: false, quote }
}

/** Without a fee everything that the seats cost comes back; it is also the only way once a performance has begun. */
export function termsWaived(reservation: Pick<Reservation, 'seats' | 'total'>, seatIds: readonly number[]): Terms {
  const currency = reservation.total.currency
  const chosen = reservation.seats.filter((seat) => seatIds.includes(seat.seatId))
  const price = { amount: chosen.reduce((sum, seat) => sum + seat.price.amount, 0), currency }
  return { seatIds: chosen.map((seat) => seat.seatId), price, fee: { amount: 0, currency }, refund: price, isWaived: true, quote: null }
}

export function bodyOf(terms: Terms): { seatIds: number[]; expectedFee?: Money; waiveFee?: boolean } {
  return terms.isWaived ? { seatIds: terms.seatIds, waiveFee: true } : { seatIds: terms.seatIds, expectedFee: terms.fee }
}
