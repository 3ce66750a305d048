/** Tickets on their way to other seats: what goes where, what that does to the price, what is sent. */
import type { components } from '@/api/schema'
import type { Money, Reservation, SeatDetails } from '@/api/types'
import type { SeatView } from '@/seatmap'

export type ReseatBody = components['schemas']['ReseatBody']
export type Conflict = components['schemas']['ReseatConflict']

export interface Pair {
  from: SeatDetails
  to: SeatView | undefined
}

/** The tickets of a booking in the order of its seats. */
export function seatsWithTicket({ seats, tickets }: Pick<Reservation, 'seats' | 'tickets'>): SeatDetails[] {
  const live = new Set((tickets ?? []).map(({ seatId }) => seatId))
  return seats.filter(({ seatId }) => live.has(seatId))
}

/** The first ticket goes to the seat that was chosen first. */
export function pairsOf(leaving: readonly SeatDetails[], wanted: readonly SeatView[]): Pair[] {
  return leaving.map((from, place) => ({ from, to: wanted[place] }))
}

export type PriceChange = { kind: 'same' | 'mixed' } | { kind: 'dearer' | 'cheaper'; by: Money }

/**
 * Today's prices of the new seats against those of the old ones: what was paid may be of another day, or nothing.
 * Nothing while a seat is still to be chosen.
 */
export function priceChangeOf(pairs: readonly Pair[], priceToday: (seatId: number) => Money | undefined): PriceChange | null {
  let sum = 0
  let isSame = true
  let currency = ''
  for (const { from, to } of pairs) {
    const before = priceToday(from.seatId)
    if (!to || !before) return null
    currency = to.price.currency
    const by = to.price.amount - before.amount
    isSame &&= by === 0
    sum += by
  }
  if (isSame) return { kind: 'same' }
  if (sum === 0) return { kind: 'mixed' }
  return { kind: sum > 0 ? 'dearer' : 'cheaper', by: { amount: Math.abs(sum), currency } }
}

export interface Wishes {
  reason: string
  isAccepted: boolean
  keepsOffSale: boolean
}

export function bodyOf(pairs: readonly Pair[], { reason, isAccepted, keepsOffSale }: Wishes): ReseatBody {
  return {
    moves: pairs.flatMap(({ from, to }) => (to ? [{ seatId: from.seatId, toSeatId: to.seatId }] : [])),
    reason: reason.trim(),
    ...(isAccepted ? { acceptPriceDifference: true } : {}),
    ...(keepsOffSale ? { keepOffSale: true } : {}),
  }
}

/** Whether staff may move anybody now. */
export function mayMove(reservation: Pick<Reservation, 'state' | 'tickets' | 'startsAt'>, now: number): boolean {
  const hasStarted = reservation.startsAt !== undefined && Date.parse(reservation.startsAt) <= now
  return reservation.state === 'Completed' && (reservation.tickets ?? []).length > 0 && !hasStarted
}
